import { expect, it } from 'vitest'
import { openAppDatabase } from '../../../../main/store/open'
import { createSampleChunks } from '../../../../main/store/sample-chunks'
import { addToSlot, chunkMs, minuteTier, type SlotSums } from '../../../../main/store/sample-tiers'

const start = Math.floor(Date.UTC(2026, 10, 23, 12) / chunkMs(minuteTier)) * chunkMs(minuteTier)

function slot(minute: number, value: number): SlotSums {
  const sums: SlotSums = { startsAt: start + minute * minuteTier.slotMs, byMetric: new Map() }
  addToSlot(sums, 7, value - 1, value, value + 1)
  return sums
}

it('gives back what was settled, NaN in between, and drops whole chunks', () => {
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  const chunks = createSampleChunks(database)
  expect(chunks.oldest(minuteTier)).toBeNull()
  chunks.settle(minuteTier, slot(1, 10))
  chunks.settle(minuteTier, slot(3, 30))
  // What is being filled is read again after a transaction was taken back.
  chunks.forget()
  chunks.settle(minuteTier, slot(minuteTier.slots, 50))
  const read = (from: number, to: number) => {
    const found: number[][] = []
    chunks.eachSlot(minuteTier, 7, start + from * 60_000, start + to * 60_000, (at, min, mean, max) =>
      found.push([(at - start) / 60_000, min, mean, max]),
    )
    return found
  }
  expect(read(1, 4)).toEqual([
    [1, 9, 10, 11],
    [2, NaN, NaN, NaN],
    [3, 29, 30, 31],
  ])
  expect(read(minuteTier.slots, minuteTier.slots + 1)).toEqual([[minuteTier.slots, 49, 50, 51]])
  expect(chunks.oldest(minuteTier)).toBe(start)
  chunks.prune(minuteTier, start + 2 * chunkMs(minuteTier) - 1)
  expect(chunks.oldest(minuteTier)).toBe(start + chunkMs(minuteTier))
  database.close()
})
