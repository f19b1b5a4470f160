import type { Clock } from '../../shared/clock'
import type { Result } from '../../shared/result'
import type { Preview } from '../../shared/rules/preview'
import { runOneShot } from './one-shot'
import type { PreviewThreadData } from './preview.thread'

const mostMs = 20_000
const mostMegabytes = 1_024

/** Evaluates in a thread of its own, which ends when `signal` does. `entries` as for startThreads. */
export function runPreview(
  entries: URL,
  clock: Clock,
  data: PreviewThreadData,
  signal: AbortSignal,
): Promise<Result<Preview>> {
  const says = {
    cancelled: 'A newer preview took its place.',
    tooLong: 'The preview takes too long. Narrow the rule to a project or a metric.',
    tooLarge: 'The preview needs too much memory. Narrow the rule to a project or a metric.',
    failed: 'The preview failed inside Sextant. The log has the details.',
  }
  return runOneShot({ entries, name: 'preview', clock, data, mostMs, mostMegabytes, says }, signal)
}
