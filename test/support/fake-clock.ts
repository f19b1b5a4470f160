import type { Clock } from '../../shared/clock'

/** Time that moves only when told. Timers fire in order of their due time, also those that timers start. */
export interface FakeClock extends Clock {
  advance(ms: number): void
}

export function createFakeClock(start = 1_800_000_000_000): FakeClock {
  let elapsed = 0
  let sequence = 0
  const timers = new Map<number, { due: number; every: number | null; run: () => void }>()
  const add = (ms: number, every: number | null, run: () => void) => {
    const id = ++sequence
    timers.set(id, { due: elapsed + ms, every, run })
    return { dispose: () => void timers.delete(id) }
  }
  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    after: (ms, run) => add(ms, null, run),
    every: (ms, run) => add(ms, ms, run),
    advance(ms) {
      const end = elapsed + ms
      for (;;) {
        const next = [...timers]
          .filter(([, timer]) => timer.due <= end)
          .sort((a, b) => a[1].due - b[1].due || a[0] - b[0])[0]
        if (next === undefined) break
        const [id, timer] = next
        elapsed = timer.due
        if (timer.every === null) timers.delete(id)
        else timer.due += timer.every
        timer.run()
      }
      elapsed = end
    },
  }
}
