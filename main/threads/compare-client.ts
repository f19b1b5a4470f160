import type { Clock } from '../../shared/clock'
import type { DataComparison } from '../../shared/contract-monitoring'
import type { Disposable } from '../../shared/lifecycle'
import type { Result } from '../../shared/result'
import type { TablePaths } from '../sources/table/compare-tables'
import { runOneShot } from './one-shot'

export interface TableComparer extends Disposable {
  /** One at a time: a newer comparison calls off the one before. */
  compare(paths: TablePaths): Promise<Result<DataComparison>>
  /** Calls off the one that is under way: its thread ends at once. */
  stop(): void
}

const mostMs = 120_000
const mostMegabytes = 3_072

/** Compares in a thread of its own, so that no store waits for a large file. `entries` as for startThreads. */
export function createTableComparer(entries: URL, clock: Clock): TableComparer {
  let current = new AbortController()
  const says = {
    cancelled: 'The comparison was stopped.',
    tooLong: 'Comparing these files takes longer than two minutes. Compare a sample of their rows.',
    tooLarge: 'These files do not fit into memory. Compare a sample of their rows.',
    failed: 'The comparison failed inside Sextant. The log has the details.',
  }
  return {
    compare(data) {
      current.abort()
      current = new AbortController()
      return runOneShot(
        { entries, name: 'compare', clock, data, mostMs, mostMegabytes, says },
        current.signal,
      )
    },
    stop: () => current.abort(),
    dispose: () => current.abort(),
  }
}
