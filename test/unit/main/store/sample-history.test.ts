import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openAppDatabase } from '../../../../main/store/open'
import { createSampleHistory, usualRetention } from '../../../../main/store/sample-history'

const start = Date.UTC(2026, 10, 23, 12)
const open = () => openAppDatabase({ path: ':memory:', now: 0, log: () => {} }).database
const of = (value: number | null) => new Map([['gpu', value]])

describe('hardware history', () => {
  it('gives back what was appended, with gaps where nothing was known', () => {
    const history = createSampleHistory(open())
    for (const [second, value] of [0.5, null, NaN, 0.75].entries())
      history.append(start + second * 1_000, of(value))
    const raw = history.query({ metric: 'gpu', from: start, to: start + 60_000, points: 60 })
    expect([...raw.takenAt].map((at) => at - start)).toEqual([0, 1_000, 2_000, 3_000])
    expect([...raw.mean]).toEqual([0.5, NaN, NaN, 0.75])
  })

  it('answers a range that began before the recording at full resolution, all metrics from one reading', () => {
    const history = createSampleHistory(open())
    for (let second = 0; second < 150; second++)
      history.append(
        start + second * 1_000,
        new Map([
          ['gpu', second],
          ['ane', null],
        ]),
      )
    const range = { from: start - 36e5, to: start + 600_000, points: 400 }
    const [gpu, ane, unknown] = history.queryAll(['gpu', 'ane', 'never recorded'], range)
    expect([gpu?.slotMs, gpu?.mean.length, gpu?.mean[149]]).toEqual([1_000, 150, 149])
    expect(ane?.takenAt).toBe(gpu?.takenAt)
    expect([ane?.mean, unknown?.mean].map((values) => values?.every(Number.isNaN))).toEqual([true, true])
    history.prune(start + 150_000, { ...usualRetention, rawMs: 60_000 })
    expect(history.queryAll(['gpu'], range)[0]).toMatchObject({ slotMs: 60_000 })
  })

  it('rolls minutes and quarters up to min, mean and max, and leaves sleep as a gap', () => {
    const history = createSampleHistory(open())
    for (let second = 0; second < 7_200; second++) {
      if (second >= 1_800 && second < 3_600) continue
      history.append(start + second * 1_000, of(second % 60))
    }
    const hour = history.query({ metric: 'gpu', from: start, to: start + 72e5, points: 120 })
    expect(hour.slotMs).toBe(60_000)
    expect([hour.min[0], hour.mean[0], hour.max[0]]).toEqual([0, 29.5, 59])
    const asleep = [...hour.takenAt].flatMap((at, index) =>
      at >= start + 18e5 && at < start + 36e5 ? [hour.mean[index]] : [],
    )
    expect(asleep.every((value) => Number.isNaN(value))).toBe(true)
    const quarters = history.query({ metric: 'gpu', from: start, to: start + 72e5, points: 8 })
    expect([quarters.slotMs, quarters.mean[0], quarters.max[0]]).toEqual([900_000, 29.5, 59])
  })

  it('rolls up the same over a restart in the middle of a minute', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 100, maxLength: 300 }),
        fc.nat(299),
        (values, cut) => {
          const results = [values.length, Math.min(cut, values.length)].map((restartAt) => {
            const database = open()
            let history = createSampleHistory(database)
            values.forEach((value, index) => {
              if (index === restartAt) history = createSampleHistory(database)
              history.append(start + index * 7_000, of(value))
            })
            const { takenAt, min, mean, max } = history.query({
              metric: 'gpu',
              from: start,
              to: start + 36e5,
              points: 4,
            })
            database.close()
            return { takenAt: [...takenAt], min: [...min], max: [...max], mean: [...mean] }
          })
          const [whole, restarted] = results
          expect({ ...restarted, mean: null }).toEqual({ ...whole, mean: null })
          // Means pass through float32 on the way back from the database.
          whole!.mean.forEach((mean, index) => {
            if (Number.isNaN(mean)) expect(restarted!.mean[index]).toBeNaN()
            else
              expect(Math.abs(restarted!.mean[index]! - mean)).toBeLessThanOrEqual(1e-6 * Math.max(1, mean))
          })
        },
      ),
      { numRuns: 20, interruptAfterTimeLimit: 10_000 },
    )
  })

  it('forgets what is older than its tier is kept, and answers old ranges from what is left', () => {
    const history = createSampleHistory(open())
    for (let second = 0; second < 3 * 3_600; second += 10) history.append(start + second * 1_000, of(1))
    const now = start + 3 * 36e5
    history.prune(now, usualRetention)
    const old = history.query({ metric: 'gpu', from: start, to: start + 6e5, points: 600 })
    expect([old.slotMs, old.mean[0]]).toEqual([60_000, 1])
    const recent = history.query({ metric: 'gpu', from: now - 6e5, to: now, points: 600 })
    expect(recent.slotMs).toBe(1_000)
  })

  it('knows nothing of an unknown metric', () => {
    expect(
      createSampleHistory(open()).query({ metric: 'ane', from: 0, to: 1, points: 10 }).takenAt,
    ).toHaveLength(0)
  })
})
