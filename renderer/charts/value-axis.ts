/** Where a vertical axis that starts at 0 ends, and its ticks from 0 to there. */
export interface ValueAxis {
  readonly top: number
  readonly ticks: readonly number[]
}

const wishedSteps = 4
const decimalSteps = [1, 2, 2.5, 5, 10]

/** Round ticks above the highest value; with `fixedTop` the axis ends exactly there. `binary` counts in powers of two. */
export function valueAxis(highest: number, fixedTop: number | null, isBinary: boolean): ValueAxis {
  if (fixedTop !== null && fixedTop > 0) return ticksTo(fixedTop, fixedTop / wishedSteps)
  if (!(highest > 0)) return ticksTo(1, 1)
  const step = isBinary ? binaryStep(highest / wishedSteps) : decimalStep(highest / wishedSteps)
  return ticksTo(Math.ceil(highest / step - 1e-9) * step, step)
}

function ticksTo(top: number, step: number): ValueAxis {
  const count = Math.round(top / step)
  return { top, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) }
}

function decimalStep(least: number): number {
  const size = 10 ** Math.floor(Math.log10(least))
  return (decimalSteps.find((step) => step * size >= least - 1e-12) ?? 10) * size
}

function binaryStep(least: number): number {
  return 2 ** Math.ceil(Math.log2(least))
}
