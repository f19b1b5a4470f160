import type { Clock } from '../../../shared/clock'
import type { Result } from '../../../shared/result'

/** A root is watched some ms after it was looked through to be added; what is older is looked for anew. */
const freshMs = 2_000

export interface RecentDiscoveries<Found> {
  /** Looks through the place now, and keeps what was found for a `take` that follows at once. */
  look(place: string): Promise<Result<Found>>
  /** What `look` found there just before, once; else looks now. */
  take(place: string): Promise<Result<Found>>
}

/** Spares the second of two walks in a row: the one of adding a root, and the one of watching it. */
export function createRecentDiscoveries<Found>(
  discover: (place: string) => Promise<Result<Found>>,
  clock: Pick<Clock, 'monotonic'>,
): RecentDiscoveries<Found> {
  let last: { readonly place: string; readonly at: number; readonly found: Result<Found> } | null = null
  return {
    async look(place) {
      const found = await discover(place)
      last = found.ok ? { place, at: clock.monotonic(), found } : null
      return found
    },
    async take(place) {
      const kept = last
      if (kept?.place !== place) return discover(place)
      last = null
      return clock.monotonic() - kept.at <= freshMs ? kept.found : discover(place)
    },
  }
}
