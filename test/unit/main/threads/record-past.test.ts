import { afterEach, beforeEach, expect, it } from 'vitest'
import { simulatedPast } from '../../../../main/hardware/simulated-past'
import { createSampleHistory } from '../../../../main/store/sample-history'
import { openAppDatabase } from '../../../../main/store/open'
import type { SqliteDatabase } from '../../../../main/store/sqlite-binding'
import { recordPast } from '../../../../main/threads/record-past'

const minute = 60_000
const noon = Date.UTC(2026, 10, 25, 12)
let database: SqliteDatabase

beforeEach(() => {
  ;({ database } = openAppDatabase({ path: ':memory:', now: noon, log: () => undefined }))
})
afterEach(() => void database.close())

it('shows load while a run was under way, rest before it, and gaps while the machine slept', async () => {
  const run = { from: noon - 300 * minute, to: noon - 240 * minute }
  const newest = { from: noon - 30 * minute, to: noon }
  await recordPast(database, simulatedPast([newest, run], noon))
  const { takenAt, mean, slotMs } = createSampleHistory(database).query({
    metric: 'gpu.utilizationRatio',
    from: noon - 360 * minute,
    to: noon,
    points: 300,
  })
  expect(slotMs).toBe(minute)
  const at = (time: number) => mean[takenAt.indexOf(time)] ?? NaN
  expect(at(run.from + 30 * minute)).toBeGreaterThan(0.3)
  expect(at(run.from - 10 * minute)).toBeLessThan(0.1)
  expect(at(noon - 10 * minute)).toBeGreaterThan(0.3)
  expect(at(noon - 120 * minute)).toBeNaN()
})

it('takes the place of what was there, and leaves full resolution to what comes live', async () => {
  const before = createSampleHistory(database)
  before.append(noon - 1_000, new Map([['fans.count', 9]]))
  await recordPast(database, simulatedPast([{ from: noon - 30 * minute, to: noon }], noon))
  const after = createSampleHistory(database)
  after.append(noon + 1_000, new Map([['gpu.utilizationRatio', 0.5]]))
  const seconds = after.query({ metric: 'gpu.utilizationRatio', from: noon, to: noon + 2_000, points: 10 })
  expect([...seconds.takenAt]).toEqual([noon + 1_000])
  expect(database.prepare('SELECT count(*) FROM sample_raw').pluck().get()).toBe(1)
})
