import { Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/clock'
import { fail, type Result } from '../../shared/result'

interface OneShotOptions {
  /** The folder with the built thread entries, as a file URL ending in a slash. */
  readonly entries: URL
  /** "compare": the entry is `compare.thread.js`. */
  readonly name: string
  readonly clock: Clock
  readonly data: unknown
  readonly mostMs: number
  /** Beyond it the thread ends, and nothing else does. */
  readonly mostMegabytes: number
  /** Sentences for the screen. */
  readonly says: {
    readonly cancelled: string
    readonly tooLong: string
    readonly tooLarge: string
    readonly failed: string
  }
}

/** One piece of work in a thread of its own, which posts one message and ends; it is called off by `signal`. */
export function runOneShot<T>(
  { entries, name, clock, data, mostMs, mostMegabytes, says }: OneShotOptions,
  signal: AbortSignal,
): Promise<Result<T>> {
  if (signal.aborted) return Promise.resolve(fail('cancelled', says.cancelled))
  return new Promise((resolve) => {
    const worker = new Worker(new URL(`${name}.thread.js`, entries), {
      workerData: data,
      name: `sextant-${name}`,
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    })
    const settle = (result: Result<T>) => {
      timer.dispose()
      signal.removeEventListener('abort', abort)
      resolve(result)
      void worker.terminate()
    }
    const abort = () => settle(fail('cancelled', says.cancelled))
    const timer = clock.after(mostMs, () => settle(fail('timeout', says.tooLong)))
    signal.addEventListener('abort', abort)
    worker.once('message', (answer: Result<T>) => settle(answer))
    worker.once('error', (thrown: unknown) => {
      const isTooLarge = thrown instanceof Error && 'code' in thrown && thrown.code === outOfMemory
      settle(isTooLarge ? fail('unavailable', says.tooLarge) : fail('internal', says.failed, String(thrown)))
    })
  })
}

const outOfMemory = 'ERR_WORKER_OUT_OF_MEMORY'
