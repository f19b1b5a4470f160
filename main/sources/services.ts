import type { Clock } from '../../shared/clock'
import type { SourceServices } from './source'

/** What sources may use, on a real clock. */
export function createServices({
  clock,
  log,
  room = () => Promise.resolve(),
}: {
  readonly clock: Clock
  readonly log: SourceServices['log']
  /** Resolves when what was handed on has been taken in: a fast store must not outrun the database. */
  readonly room?: () => Promise<void>
}): SourceServices {
  return {
    now: () => clock.now(),
    async breathe() {
      await new Promise((resolve) => setImmediate(resolve))
      await room()
    },
    delay: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
    log,
  }
}
