import type { Clock } from '../../shared/clock'
import type { SourceServices } from './source'

/** What sources may use, on a real clock. */
export function createServices({
  clock,
  log,
}: {
  readonly clock: Clock
  readonly log: SourceServices['log']
}): SourceServices {
  return {
    now: () => clock.now(),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    delay: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
    log,
  }
}
