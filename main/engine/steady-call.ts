import type { Clock, Timer } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'

/** Runs at once, then at most once per interval however often it is asked; the last asking is always answered. */
export function steadyCall(clock: Clock, everyMs: number, run: () => void): Disposable & { ask(): void } {
  let lastAt = -Infinity
  let pending: Timer | null = null
  const now = () => {
    pending = null
    lastAt = clock.monotonic()
    run()
  }
  return {
    ask() {
      if (pending !== null) return
      const waitMs = lastAt + everyMs - clock.monotonic()
      if (waitMs <= 0) now()
      else pending = clock.after(waitMs, now)
    },
    dispose: () => pending?.dispose(),
  }
}
