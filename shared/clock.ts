/** Ends a timer; a Disposable that has nothing to wait for. */
export interface Timer {
  dispose(): void
}

/** Time as a dependency, so that a test can move it. */
export interface Clock {
  /** Wall clock, epoch ms: for history and for people. Jumps when the user sets the time. */
  now(): number
  /** Never goes back, ms from an arbitrary start: for durations. */
  monotonic(): number
  after(ms: number, run: () => void): Timer
  every(ms: number, run: () => void): Timer
}

interface Timers {
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
  setInterval(run: () => void, ms: number): unknown
  clearInterval(handle: unknown): void
  performance: { now(): number }
}

// Reached through globalThis: this folder compiles without DOM or Node types, and both have these timers.
const timers = globalThis as unknown as Timers

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => timers.performance.now(),
  after(ms, run) {
    const handle = timers.setTimeout(run, ms)
    return { dispose: () => timers.clearTimeout(handle) }
  },
  every(ms, run) {
    const handle = timers.setInterval(run, ms)
    return { dispose: () => timers.clearInterval(handle) }
  },
}
