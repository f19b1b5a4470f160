import type { SourceServices } from '../source'
import type { Connection } from './connection'
import { isBusy, stoppedFault } from './fault'

/** How everything is read: in short slices, each alone under its lock, with a turn for others in between. */
export interface Reading {
  /** One short read, as soon as nobody is just writing to the store. */
  slice<T>(work: (connection: Connection) => T): Promise<T>
  /** Rows that a slice may read at most; follows the speed of this disk and these rows. */
  sliceRows(): number
  /** As `slice`, for a read of `sliceRows()` rows: its time decides how many the next one gets. */
  bulk<Row>(work: (connection: Connection) => readonly Row[]): Promise<readonly Row[]>
}

interface ReadingOptions {
  readonly connection: () => Connection
  readonly services: SourceServices
  readonly signal: AbortSignal
  /** For how many bursts of 2 ms, with as much of a pause after each, a locked store is asked before giving up. */
  readonly patience: number
}

const [burstMs, pauseMs] = [2, 2]
/** A third of what design.md 0.2 allows: the next slice may hold longer texts than the last. */
const targetMs = 15
const [fewestRows, firstRows, mostRows] = [250, 500, 20_000]
/** Up to here slices grow by being fast alone; beyond, only when they were about full. */
const safeRows = 5_000

export function createReading({ connection, services, signal, patience }: ReadingOptions): Reading {
  let sliceRows = firstRows

  async function slice<T>(work: (connection: Connection) => T): Promise<T> {
    const result = await whileBusy(() => work(connection()), { services, signal, patience })
    await services.breathe()
    return result
  }

  async function bulk<Row>(work: (connection: Connection) => readonly Row[]): Promise<readonly Row[]> {
    let elapsedMs = 0
    const rows = await slice((open) => {
      const startedAt = performance.now()
      const found = work(open)
      elapsedMs = performance.now() - startedAt
      return found
    })
    sliceRows = nextSliceRows(sliceRows, rows.length, elapsedMs)
    return rows
  }

  return { slice, bulk, sliceRows: () => sliceRows }
}

/**
 * Tries again as long as the store is being written to: in bursts, since a process that commits without a pause
 * leaves gaps of 30 µs every 0.6 ms (measured), which asking every 2 ms met once in 180 ms.
 */
export async function whileBusy<T>(
  work: () => T | Promise<T>,
  { services, signal, patience }: Pick<ReadingOptions, 'services' | 'signal' | 'patience'>,
): Promise<T> {
  for (let burst = 0; ; burst++) {
    const endsAt = performance.now() + burstMs
    do {
      if (signal.aborted) throw stoppedFault(signal)
      try {
        return await work()
      } catch (thrown) {
        if (!isBusy(thrown) || burst === patience) throw thrown
      }
    } while (performance.now() < endsAt)
    await services.delay(pauseMs)
  }
}

/** Shrinks at once when a slice was slow; grows by doubling, and only when the last one says something about the next. */
export function nextSliceRows(current: number, readRows: number, elapsedMs: number): number {
  if (elapsedMs > targetMs * 2) return Math.max(fewestRows, Math.floor((current * targetMs) / elapsedMs))
  const isTelling = current < safeRows || readRows * 2 >= current
  return isTelling && elapsedMs < targetMs / 2 ? Math.min(mostRows, current * 2) : current
}
