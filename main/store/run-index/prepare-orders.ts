import type { Clock, Timer } from '../../../shared/clock'
import { keptOrder } from './kept-orders'
import type { RunIndex } from './run-index'
import type { SortOfRuns } from './sort-keys'

/** What everybody's table can be sorted by. Each takes up to 90 ms of 100 000 runs when it is made for the first time. */
const offered: readonly SortOfRuns[] = [
  { sort: 'startTime', descending: true },
  { sort: 'name', descending: false },
  { sort: 'duration', descending: true },
  { sort: 'status', descending: false },
]
/** Orders of fewer runs are made in a moment. */
const fewest = 10_000
const quietMs = 100

export interface OrderPreparation {
  /** To be told when runs came. */
  readonly look: () => void
  dispose(): void
}

/** Makes orders before they are asked for: once no more runs came for a moment, and again when there are twice as many. */
export function prepareOrders(index: RunIndex, clock: Clock, make = keptOrder): OrderPreparation {
  let preparedFor = fewest / 2
  let timer: Timer | null = null

  function prepare(at: number): void {
    const by = offered[at]
    if (by === undefined) return
    preparedFor = index.slotCount
    make(index, by)
    timer = clock.after(0, () => prepare(at + 1))
  }

  return {
    look() {
      if (index.slotCount < preparedFor * 2) return
      timer?.dispose()
      timer = clock.after(quietMs, () => prepare(0))
    },
    dispose() {
      timer?.dispose()
    },
  }
}
