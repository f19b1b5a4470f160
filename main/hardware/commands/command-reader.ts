import type { FieldPath, SamplePart } from '../../../shared/hardware/sample'
import type { Clock } from '../../../shared/clock'
import { fail, type Result } from '../../../shared/result'
import type { Reader } from '../reader'

export interface CommandReaderOptions {
  readonly name: string
  readonly everyMs: number
  readonly fields: readonly FieldPath[]
  readonly clock: Clock
  /** Runs the tool and reads its answer; `elapsedMs` since its last answer, 0 at the first. */
  readonly ask: (elapsedMs: number) => Promise<Result<SamplePart>>
}

/** An answer older than this many rounds is no longer shown as of now; a slower sampler reads the answer before. */
const staleAfterRounds = 3
const staleAfterReads = 2

/**
 * A tool of the system as a sensor. Reading gives what the last run said and starts the next: a process takes 15 ms
 * and more to start, and the sampler's thread does not wait for it.
 */
export function commandReader({ name, everyMs, fields, clock, ask }: CommandReaderOptions): Reader {
  const awaited = fail('unavailable', 'the first answer of the system’s tool is on its way')
  let last: Result<SamplePart> = awaited
  let answeredAt: number | null = null
  let isAsking = false
  let isDisposed = false

  async function askNow(): Promise<void> {
    isAsking = true
    const startedAt = clock.monotonic()
    const answer = await ask(answeredAt === null ? 0 : startedAt - answeredAt)
    isAsking = false
    if (isDisposed) return
    last = answer
    answeredAt = startedAt
  }

  return {
    name,
    everyMs,
    fields,
    isAvailable: () => true,
    reason: () => null,
    read(elapsedMs) {
      if (!isAsking && !isDisposed) void askNow()
      const patienceMs = Math.max(staleAfterRounds * everyMs, staleAfterReads * elapsedMs)
      const isStale = answeredAt !== null && clock.monotonic() - answeredAt > patienceMs
      return isStale ? fail('unavailable', 'the system’s tool has not answered for a while') : last
    },
    discover: () => (isAsking || answeredAt !== null ? Promise.resolve() : askNow()),
    dropBaselines() {
      // What was told before the machine slept is not of now.
      last = awaited
      answeredAt = null
    },
    dispose() {
      isDisposed = true
    },
  }
}
