import type { SourceServices } from './source'

/** Milliseconds of reading after which the thread's other work gets its turn. */
const usualStretchMs = 15

export interface Pacer {
  /** True when it is time to `rest`. Asked between files, so that a promise is made only when it is needed. */
  isDue(): boolean
  /** Gives way; throws the signal's reason when the reading was called off meanwhile. */
  rest(): Promise<void>
}

export function createPacer(
  services: Pick<SourceServices, 'now' | 'breathe'>,
  signal: AbortSignal,
  stretchMs = usualStretchMs,
): Pacer {
  let since = services.now()
  return {
    isDue: () => Math.abs(services.now() - since) >= stretchMs,
    async rest() {
      await services.breathe()
      signal.throwIfAborted()
      since = services.now()
    },
  }
}
