import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTimeTexts, timeTicks } from '../../../../renderer/charts/time-axis'
import { bucketRows, lowerBound, reduceColumn } from '../../../../renderer/charts/time-buckets'
import { placeOfTime, timeOfPlace, timeScene } from '../../../../renderer/charts/time-scene'
import { valueAxis } from '../../../../renderer/charts/value-axis'
import { createHardwareFormat } from '../../../../renderer/format/hardware'
import type { ChartSpec } from '../../../../renderer/hardware/chart-specs'
import { longestJoinMs } from '../../../../renderer/hardware/gaps'
import type { HistoryTable } from '../../../../renderer/hardware/history-table'

const texts = createTimeTexts('en-GB', 'UTC')
const same = (values: number[]) => {
  const mean = Float32Array.from(values)
  return { min: mean, mean, max: mean }
}
const rows = (count: number, stepMs = 1_000) => Float64Array.from({ length: count }, (_, row) => row * stepMs)
const spec = (kind: ChartSpec['kind'], ...metrics: string[]): ChartSpec => ({
  id: 'x',
  title: 'X',
  unit: 'watts',
  kind,
  top: 10,
  hint: '',
  lines: metrics.map((metric) => ({ metric, label: metric, hue: 'blue' })),
})
const scene = (
  chart: ChartSpec,
  table: HistoryTable,
  to: number,
  spans: { from: number; to: number }[] = [],
) =>
  timeScene(
    {
      spec: chart,
      table,
      window: { from: 0, to },
      spans,
      format: createHardwareFormat('en'),
      texts,
      offsetAt: () => 0,
    },
    { width: 1_076, height: 128 },
  )

describe('the vertical axis', () => {
  it.each([
    [83, null, false, 100, 5],
    [0, null, false, 1, 2],
    [7.3, null, false, 8, 5],
    [0.4, 1, false, 1, 5],
    [3 * 2 ** 30, null, true, 3 * 2 ** 30, 4],
  ])('of values up to %s (fixed %s, binary %s) ends at %s', (highest, fixed, isBinary, top, ticks) => {
    const axis = valueAxis(highest, fixed, isBinary)
    expect([axis.top, axis.ticks.length]).toEqual([top, ticks])
  })

  it('always reaches the highest value with a handful of ticks', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), fc.boolean(), (highest, isBinary) => {
        const { top, ticks } = valueAxis(highest, null, isBinary)
        expect(top).toBeGreaterThanOrEqual(highest * 0.999999)
        expect(ticks.length).toBeLessThanOrEqual(6)
      }),
    )
  })
})

describe('time ticks', () => {
  it('stand at round local times', () => {
    const from = Date.UTC(2026, 10, 23, 12, 7)
    expect(timeTicks(from, from + 6 * 36e5, 6, () => 0, texts).map(({ text }) => text)).toEqual([
      '13:00',
      '14:00',
      '15:00',
      '16:00',
      '17:00',
      '18:00',
    ])
    expect(timeTicks(from, from + 7 * 864e5, 7, () => 0, texts)[0]?.text).toBe('24 Nov')
  })

  it.each([
    ['summer time begins', Date.UTC(2026, 2, 29, 1), [1, 2], Date.UTC(2026, 2, 26, 9)],
    ['summer time ends', Date.UTC(2026, 9, 25, 1), [2, 1], Date.UTC(2026, 9, 22, 9)],
  ] as const)('are midnights on both sides of the change when %s', (_, change, [before, after], from) => {
    const berlin = createTimeTexts('en-GB', 'Europe/Berlin')
    const offsetAt = (at: number) => (at < change ? before : after) * 36e5
    const ticks = timeTicks(from, from + 7 * 864e5, 7, offsetAt, berlin)
    const first = new Date(from).getUTCDate() + 1
    const month = new Date(from).getUTCMonth() === 2 ? 'Mar' : 'Oct'
    expect(ticks.slice(0, 5).map(({ text }) => text)).toEqual(
      [0, 1, 2, 3, 4].map((day) => `${first + day} ${month}`),
    )
    for (const { at } of ticks) expect((at + offsetAt(at)) % 864e5).toBe(0)
  })

  it('show the hour that comes twice once, and never the one that is left out', () => {
    const change = Date.UTC(2026, 9, 25, 1)
    const offsetAt = (at: number) => (at < change ? 2 : 1) * 36e5
    const ticks = timeTicks(change - 4 * 36e5, change + 4 * 36e5, 8, offsetAt, texts)
    expect(ticks.every(({ at }, index) => at > (ticks[index - 1]?.at ?? 0))).toBe(true)
  })
})

describe('buckets', () => {
  it('keep every extreme and stay where they are while the window moves', () => {
    const takenAt = rows(3_600)
    const mean = Float32Array.from(takenAt, (_, row) => (row === 1_777 ? 9 : 1))
    const at = (from: number) => bucketRows(takenAt, { from, to: from + 3_000_000 }, 500, 5_000)
    const one = at(0)
    const other = at(6_000)
    expect(one.at.length).toBeLessThanOrEqual(600)
    expect(Math.max(...reduceColumn({ min: mean, mean, max: mean }, one).max)).toBe(9)
    const shared = [...one.at].filter((time) => time > 20_000 && time < 2_900_000)
    expect(shared.every((time) => other.at.includes(time))).toBe(true)
  })

  it('finds places as a plain search does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 99 })),
        fc.integer({ min: -1, max: 100 }),
        (list, wanted) => {
          const sorted = Float64Array.from(list).sort()
          const found = sorted.findIndex((value) => value >= wanted)
          expect(lowerBound(sorted, wanted)).toBe(found < 0 ? sorted.length : found)
        },
      ),
    )
  })
})

describe('a scene', () => {
  it('breaks lines at gaps and where nothing is known, and shows a lone value as a dot', () => {
    const takenAt = Float64Array.from([0, 1_000, 2_000, 3_000, 4_000, 100_000, 101_000])
    const table = { takenAt, slotMs: 1_000, columns: new Map([['a', same([1, 1, NaN, 2, NaN, 3, 3])]]) }
    const { shapes } = scene(spec('lines', 'a'), table, 101_000)
    expect(shapes.map(({ kind, points }) => [kind, points.length / 2])).toEqual([
      ['line', 2],
      ['dot', 1],
      ['line', 2],
    ])
  })

  it('draws the band from lowest to highest behind the mean of rolled-up rows', () => {
    const column = {
      min: new Float32Array([1, 1]),
      mean: new Float32Array([2, 2]),
      max: new Float32Array([4, 4]),
    }
    const table = { takenAt: rows(2, 60_000), slotMs: 60_000, columns: new Map([['a', column]]) }
    const { shapes } = scene(spec('lines', 'a'), table, 60_000)
    expect(shapes.map(({ kind }) => kind)).toEqual(['area', 'line'])
    const [band] = shapes
    expect([band?.points[1], band?.points[7]]).toEqual([68, 98])
  })

  it('stacks areas, counts unknown parts as nothing, and leaves a gap where nothing at all is known', () => {
    const columns = new Map([
      ['a', same([1, 1, NaN])],
      ['b', same([2, NaN, NaN])],
    ])
    const table = { takenAt: rows(3), slotMs: 1_000, columns }
    const { shapes } = scene(spec('stack', 'a', 'b'), table, 2_000)
    expect(shapes.map(({ kind, points }) => [kind, points.length / 2])).toEqual([
      ['area', 4],
      ['area', 4],
    ])
    expect([...(shapes[1]?.points ?? [])].filter((_, index) => index % 2 === 1)).toEqual([78, 98, 98, 98])
  })

  it('marks when runs were under way, within the plot', () => {
    const table = { takenAt: rows(2), slotMs: 1_000, columns: new Map() }
    const { spans } = scene(spec('lines'), table, 1_000, [
      { from: -500, to: 500 },
      { from: 2_000, to: 3_000 },
    ])
    expect(spans).toEqual([{ left: 66, width: 500 }])
  })

  it('maps time to pixels and back', () => {
    const window = { from: 1_000, to: 9_000 }
    expect(timeOfPlace(placeOfTime(4_321, window, 640), window, 640)).toBeCloseTo(4_321)
  })
})

describe('gaps', () => {
  it('are measured by how often samples come', () => {
    expect(longestJoinMs(rows(100), 1_000)).toBe(5_000)
    expect(longestJoinMs(rows(100, 60_000), 1_000)).toBe(300_000)
    expect(longestJoinMs(rows(100, 60_000), 60_000)).toBe(90_000)
    expect(longestJoinMs([], 1_000)).toBe(5_000)
  })
})
