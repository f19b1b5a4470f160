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

  it('goes on after a full disk as if the samples between had not been taken', () => {
    const database = open()
    const history = createSampleHistory(database)
    const name = (index: number) => `a metric of some length ${index}`
    history.append(start, of(1))
    const pages = database.pragma('page_count', { simple: true }) as number
    database.pragma(`max_page_count = ${pages}`)
    const many = new Map(Array.from({ length: 400 }, (_, index) => [name(index), index]))
    for (let second = 1; second < 1_000; second++)
      expect(() => history.append(start + second * 1_000, many)).toThrow(/full/)
    database.pragma('max_page_count = 1000000')
    history.append(start + 1_000_000, new Map([[name(7), 7]]))
    history.append(start + 1_860_000, of(2))
    history.append(start + 1_920_000, of(3))
    for (const one of [history, createSampleHistory(database)]) {
      expect(one.metrics()).toEqual(['gpu', name(7)])
      const [gpu, seventh] = one.queryAll(['gpu', name(7)], { from: start, to: start + 192e4, points: 32 })
      const known = (values: Float32Array | undefined) =>
        [...(values ?? [])].filter((value) => !Number.isNaN(value))
      expect([known(gpu?.mean), known(seventh?.mean)]).toEqual([[1, 2], [7]])
    }
  })

  it('answers a short range from quarters where minutes are no longer kept, and only there', () => {
    const database = open()
    const history = createSampleHistory(database, { keepsRaw: false })
    const day = 864e5
    const from = (days: number) => start - days * day
    for (let at = from(70); at < from(55); at += 30_000) history.append(at, of(0.5))
    for (let at = from(2); at < start; at += 30_000) history.append(at, of(0.5))
    history.prune(start, usualRetention)
    const count = (begin: number, end: number) => {
      const { slotMs, mean } = history.query({ metric: 'gpu', from: begin, to: end, points: 361 })
      return [slotMs, mean.filter((value) => !Number.isNaN(value)).length]
    }
    expect(count(from(62), from(60))).toEqual([900_000, 192])
    expect(count(from(61), from(61) + 3 * 36e5)).toEqual([900_000, 12])
    // Recording began, or went on, within the range: nothing older is known in quarters either.
    expect(count(from(2) - 36e5, from(2) + 12 * 36e5)).toEqual([60_000, 720])
    expect(count(from(1), from(1) + 12 * 36e5)).toEqual([60_000, 720])
    // Minutes of the last month are kept, and none are known of it.
    expect(count(from(20), from(19))).toEqual([60_000, 0])
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
