import { fail, type Result } from '../result'

/**
 * A long history is answered as far as it was read by then. This asks on until all of it is there, for those who decide
 * by it; each question waits at the other end. What nobody wants any more is not asked for again.
 */
export async function untilWhole<T extends { readonly isComplete: boolean }>(
  ask: () => Promise<Result<T>>,
  isWanted: () => boolean = () => true,
): Promise<Result<T>> {
  for (;;) {
    const answer = await ask()
    if (!answer.ok || answer.value.isComplete) return answer
    if (!isWanted()) return fail('cancelled', 'This history is not wanted any more.')
  }
}
