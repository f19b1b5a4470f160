import { describe, expect, it } from 'vitest'
import { keptMask } from '../../../../../main/store/run-index/kept-masks'
import { keptOrder } from '../../../../../main/store/run-index/kept-orders'
import { RunIndex, type IndexedRun } from '../../../../../main/store/run-index/run-index'
import type { SortOfRuns } from '../../../../../main/store/run-index/sort-keys'
import { aRun } from '../../../../support/entities'

const byLoss: SortOfRuns = { sort: 'metrics.loss', descending: false }
const byExperiment: SortOfRuns = { sort: 'experimentName', descending: false }

function run(row: number): IndexedRun {
  const loss = { value: (row * 7_919) % 6_007, step: 0, timestamp: 1 }
  const known = aRun({
    runId: `run-${row}`,
    experimentId: String(row % 3),
    startTime: row,
    metrics: { loss },
  })
  return { ...known, row, lastWriteAt: null, projectTag: null }
}

function experiments(...names: string[]) {
  return names.map((name, at) => ({
    ...{ sourceId: 'store', experimentId: String(at), name, project: null, isCertain: false },
  }))
}

function indexOf(count: number): RunIndex {
  const index = new RunIndex()
  index.setExperiments(experiments('b', 'c', 'a'))
  for (let row = 0; row < count; row++) index.put(run(row))
  return index
}

const rowsOf = (index: RunIndex, by: SortOfRuns) =>
  Array.from(keptOrder(index, by))
    .filter((slot) => index.alive.at(slot) === 1)
    .map((slot) => index.rows.at(slot))

describe('orders and masks that are kept', () => {
  it('are not made anew when runs go, and experiments are told as they were', () => {
    const index = indexOf(100)
    const orders = [byLoss, byExperiment].map((by) => keptOrder(index, by))
    let fills = 0
    const mask = keptMask(index, 'word', () => fills++)
    index.remove(7)
    index.setExperiments(experiments('b', 'c', 'a', 'one that is new'))
    expect([byLoss, byExperiment].map((by) => keptOrder(index, by))).toEqual(orders)
    expect(keptOrder(index, byLoss)).toBe(orders[0])
    expect(keptOrder(index, byExperiment)).toBe(orders[1])
    expect(keptMask(index, 'word', () => fills++)).toBe(mask)
    expect(fills).toBe(1)
  })

  it('follow the names of experiments', () => {
    const index = indexOf(9)
    expect(rowsOf(index, byExperiment)).toEqual([8, 5, 2, 6, 3, 0, 7, 4, 1])
    const byLossBefore = keptOrder(index, byLoss)
    let fills = 0
    keptMask(index, 'word', () => fills++)
    index.setExperiments(experiments('z', 'c', 'a'))
    expect(rowsOf(index, byExperiment)).toEqual([8, 5, 2, 7, 4, 1, 6, 3, 0])
    expect(keptOrder(index, byLoss)).toBe(byLossBefore)
    keptMask(index, 'word', () => fills++)
    expect(fills).toBe(2)
  })

  it('drop the dead when slots are numbered anew, and take in what came meanwhile', () => {
    const index = indexOf(12_000)
    const odd = (mask: Uint8Array, from: number) => {
      for (let slot = from; slot < index.slotCount; slot++) mask[slot] = index.rows.at(slot) % 2
    }
    keptOrder(index, byLoss)
    keptMask(index, 'odd', odd)
    for (let row = 0; row < 6_000; row++) index.remove(row)
    index.put(run(12_000))
    index.pack()
    index.put(run(12_001))
    expect(index.slotCount).toBe(6_002)
    const fresh = new RunIndex()
    for (let row = 6_000; row < 12_002; row++) fresh.put(run(row))
    expect(rowsOf(index, byLoss)).toEqual(rowsOf(fresh, byLoss))
    const filledFrom: number[] = []
    const mask = keptMask(index, 'odd', (into, from) => {
      filledFrom.push(from)
      odd(into, from)
    })
    // What was marked before stands: only the two that came since were looked at.
    expect(filledFrom).toEqual([6_000])
    expect(Array.from(mask.subarray(0, 6_002))).toEqual(Array.from({ length: 6_002 }, (_, at) => at % 2))
  })
})
