import { Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/clock'
import { fail, ok, type Result } from '../../shared/result'
import type { Preview } from '../../shared/rules/preview'
import type { PreviewThreadData } from './preview.thread'

const mostMs = 20_000

/** Evaluates in a thread of its own, which ends when `signal` does. `entries` as for startThreads. */
export function runPreview(
  entries: URL,
  clock: Clock,
  data: PreviewThreadData,
  signal: AbortSignal,
): Promise<Result<Preview>> {
  if (signal.aborted) return Promise.resolve(calledOff())
  return new Promise((resolve) => {
    const worker = new Worker(new URL('preview.thread.js', entries), {
      workerData: data,
      name: 'sextant-preview',
    })
    const settle = (result: Result<Preview>) => {
      timer.dispose()
      signal.removeEventListener('abort', abort)
      resolve(result)
      void worker.terminate()
    }
    const abort = () => settle(calledOff())
    const timer = clock.after(mostMs, () =>
      settle(fail('timeout', 'The preview takes too long. Narrow the rule to a project or a metric.')),
    )
    signal.addEventListener('abort', abort)
    worker.once('message', (preview: Preview) => settle(ok(preview)))
    worker.once('error', (thrown: unknown) =>
      settle(fail('internal', 'The preview failed inside Sextant. The log has the details.', String(thrown))),
    )
  })
}

function calledOff(): Result<Preview> {
  return fail('cancelled', 'A newer preview took its place.')
}
