import type { Clock, Timer } from '../../shared/clock'

interface WarmUpTimerOptions {
  readonly clock: Clock
  readonly roots: () => readonly string[]
  readonly warmUp: () => void
}

/** The window stands by then, and nobody has chosen a folder yet. */
const warmUpAfterMs = 1_000

/** Warms up soon after a start without any store. Stores that are known are read at once, which warms up by itself. */
export function warmUpSoon({ clock, roots, warmUp }: WarmUpTimerOptions): Timer {
  return clock.after(warmUpAfterMs, () => {
    if (roots().length === 0) warmUp()
  })
}
