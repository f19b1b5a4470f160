import { expect, it } from 'vitest'
import { createReading, nextSliceRows } from '../../../../../main/sources/mlflow-sqlite/reading'
import type { Connection } from '../../../../../main/sources/mlflow-sqlite/connection'
import { endOfGroup } from '../../../../../main/sources/mlflow-sqlite/rows-of-runs'
import { testServices } from '../../../../support/source-services'
import fc from 'fast-check'

const connection = {} as Connection
const busy = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })

function readingWith(patience: number, signal = new AbortController().signal) {
  const services = testServices()
  return { services, reading: createReading({ connection: () => connection, services, signal, patience }) }
}

it('asks a locked store in as many bursts as it may, and no more', async () => {
  const { reading, services } = readingWith(3)
  let asked = 0
  await expect(
    reading.slice(() => {
      asked++
      throw busy
    }),
  ).rejects.toBe(busy)
  expect(asked).toBeGreaterThan(3)
  expect(services.delays.length).toBe(3)
})

it('goes on with what it gets once the store is free', async () => {
  const { reading } = readingWith(3)
  let asked = 0
  const got = await reading.slice(() => {
    if (asked++ < 20) throw busy
    return 'rows'
  })
  expect(got).toBe('rows')
})

it('does not ask again after any other fault', async () => {
  const { reading, services } = readingWith(3)
  const fault = Object.assign(new Error('malformed'), { code: 'SQLITE_CORRUPT' })
  await expect(reading.slice(() => Promise.reject(fault))).rejects.toBe(fault)
  expect(services.delays).toEqual([])
})

it('stops between two slices', async () => {
  const stop = new AbortController()
  const { reading } = readingWith(0, stop.signal)
  await reading.slice(() => 1)
  stop.abort()
  await expect(reading.slice(() => 2)).rejects.toMatchObject({ code: 'cancelled' })
  const late = readingWith(0, AbortSignal.abort(new DOMException('late', 'TimeoutError'))).reading
  await expect(late.slice(() => 2)).rejects.toMatchObject({ code: 'timeout' })
})

it.each([
  ['doubles after a fast one', 500, 500, 2, 1_000],
  ['grows while small, however few rows there were', 1_000, 10, 1, 2_000],
  ['does not grow far on the strength of small ones', 5_000, 10, 1, 5_000],
  ['grows far when full ones are fast', 5_000, 4_000, 5, 10_000],
  ['stays where it is right', 4_000, 4_000, 12, 4_000],
  ['shrinks at once to what would have been right', 8_000, 8_000, 60, 2_000],
  ['does not shrink for ever', 300, 300, 900, 250],
  ['does not grow for ever', 20_000, 20_000, 1, 20_000],
])('slice size %s', (_, current, rows, elapsedMs, next) => {
  expect(nextSliceRows(current, rows, elapsedMs)).toBe(next)
})

it('groups all runs, in order, with no group above the limit unless one run alone is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 30 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 40 }),
      (counts, most) => {
        let from = 0
        while (from < counts.length) {
          const to = endOfGroup(counts, from, most)
          expect(to).toBeGreaterThan(from)
          const sum = counts.slice(from, to).reduce((total, count) => total + count, 0)
          expect(to === from + 1 || sum <= most).toBe(true)
          from = to
        }
        expect(from).toBe(counts.length)
      },
    ),
  )
})
