import type { FeedGate } from './feed-gate'

interface FirstPagesOptions {
  readonly gate: FeedGate
  /** How much may be under way in the gate. */
  readonly most: number
  readonly monotonic: () => number
  readonly delay: (ms: number) => Promise<void>
}

/** Time for the window to ask for what was kept, and to draw it. */
const onScreenMs = 40
/** Of stores that begin together, as after a start, only the first is waited for like that. */
const calmMs = 1_000

/**
 * Hands batches over so that the first runs of a store are kept, and can be on screen, before anything else is read:
 * the threads that read, keep, carry and draw a page would else share the cores with the reading of all the others.
 */
export function createFirstPages({ gate, most, monotonic, delay }: FirstPagesOptions) {
  const begun = new Set<string>()
  let lastAt = -Infinity

  async function onScreen(sent: Promise<unknown>): Promise<void> {
    const isCalm = monotonic() - lastAt > calmMs
    lastAt = monotonic()
    await sent.catch(() => undefined)
    if (isCalm) await delay(onScreenMs)
  }

  return function handOver<T>(sourceId: string, hasRuns: boolean, send: () => Promise<T>): Promise<T> {
    const sent = send()
    if (!hasRuns || begun.has(sourceId)) return gate.watch(sent)
    begun.add(sourceId)
    void gate.watch(onScreen(sent), most)
    return sent
  }
}
