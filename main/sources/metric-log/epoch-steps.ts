/**
 * Steps that count within their epoch, made to count through: where the step falls and the epoch has risen, counting
 * goes on by the stride of the epoch before. Where the step falls and the epoch has not risen, training began again,
 * and the steps of an epoch are what they were. Steps that count through by themselves stay as they are.
 */
export function createEpochSteps(): (step: number, epoch: number | null) => number {
  /** What is added to the steps of each epoch from `epoch` on. */
  let bases: { readonly epoch: number; readonly base: number }[] = []
  let current: { readonly epoch: number; readonly top: number } | null = null
  let stride = 1

  function baseOf(epoch: number): number {
    return bases.findLast((one) => one.epoch <= epoch)?.base ?? 0
  }

  return (step, given) => {
    const epoch = given ?? current?.epoch ?? null
    if (epoch === null || !Number.isFinite(step) || !Number.isFinite(epoch)) return step
    const { epoch: before, top } = current ?? { epoch, top: step }
    // Rows of training and of validation take turns: what an epoch has reached is the greatest step of either.
    const reached = epoch === before ? Math.max(top, step) : step
    if (epoch < before) bases = bases.filter((one) => one.epoch <= epoch)
    else if (epoch > before && step < top) {
      bases.push({ epoch, base: baseOf(before) + top + stride - step })
    } else if (step > top) stride = step - top
    current = { epoch, top: reached }
    return baseOf(epoch) + step
  }
}
