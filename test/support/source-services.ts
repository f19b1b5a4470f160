import type { SourceServices } from '../../main/sources/source'

export interface TestServices extends SourceServices {
  /** How often a delay was asked for. */
  readonly delays: number[]
}

/** Real time, no waiting: a delay is over at once. `onDelay` does what happens in the world meanwhile. */
export function testServices(
  options: { readonly now?: () => number; readonly onDelay?: () => void } = {},
): TestServices {
  const delays: number[] = []
  return {
    delays,
    now: options.now ?? Date.now,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    delay(ms) {
      delays.push(ms)
      options.onDelay?.()
      return Promise.resolve()
    },
    log: () => undefined,
  }
}
