import type { Random } from './random'

const hourMs = 3_600_000
/** The demo's history begins here, and its last finished run ends well before the present. */
export const historyMs = 10 * 24 * hourMs
const quietBeforeNowMs = 3 * hourMs

/** Start times of `count` runs, oldest first, one in each equal slot of the history. Epoch ms. */
export function startTimes(count: number, now: number, random: Random): number[] {
  const slotMs = (historyMs - quietBeforeNowMs) / count
  return Array.from({ length: count }, (_, index) => {
    // The first half of a slot only: a run of up to half a slot then ends before the next one starts.
    return Math.round(now - historyMs + (index + random.between(0, 0.5)) * slotMs)
  })
}

/** An 18-digit id, as file stores have them since MLflow 1.29: more than a JavaScript number can hold. */
export function experimentIdOf(random: Random): string {
  return `${random.integer(100_000_000, 999_999_999)}${random.integer(100_000_000, 999_999_999)}`
}
