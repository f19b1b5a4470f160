import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeldSeries } from '../../../../main/sources/held-series'
import { createSeriesCache } from '../../../../main/store/series-cache'

let folder: string
let now = 0
const warnings: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-columns-'))
  warnings.length = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (mostBytes?: number) =>
  createSeriesCache({
    folder,
    now: () => (now += 1_000),
    log: (_, message) => warnings.push(message),
    ...(mostBytes === undefined ? {} : { mostBytes }),
  })

const add = (held: HeldSeries, ...point: readonly [step: number, timestamp: number, value: number]) =>
  held.addAll([Float64Array.of(point[0]), Float64Array.of(point[1]), Float64Array.of(point[2])])

function seriesOf(count: number, mark: string): HeldSeries {
  const held = new HeldSeries('loss')
  for (let step = 0; step < count; step++) add(held, step, 1_000 + step, step === 3 ? NaN : 1 / step)
  held.mark = mark
  return held
}

function loaded(cache = open(), name = 'a') {
  const held = new HeldSeries('loss')
  const isThere = cache.load(name, held)
  return { isThere, mark: held.mark, series: held.series() }
}

const file = () => join(folder, readdirSync(folder)[0]!)

describe('the column cache', () => {
  it('gives back what was saved, and what was added to it, in another session too', () => {
    const cache = open()
    const held = seriesOf(10, 'mark ä 10')
    cache.save('a', held, 0)
    add(held, 10, 2_000, -Infinity)
    held.mark = 'mark 11'
    cache.save('a', held, 10)
    expect(loaded()).toEqual({ isThere: true, mark: 'mark 11', series: held.series() })
    expect(loaded(open(), 'b').isThere).toBe(false)
  })

  it('drops what was cut off or damaged at the end, keeps what stands before it, and goes on from there', () => {
    const held = seriesOf(10, 'ten')
    open().save('a', held, 0)
    const whole = readFileSync(file())
    for (let step = 10; step < 20; step++) add(held, step, 3_000, 1)
    held.mark = 'twenty'
    const cache = open()
    cache.load('a', new HeldSeries('loss'))
    cache.save('a', held, 10)
    const both = readFileSync(file())
    for (const cut of [whole.length + 1, whole.length + 40, both.length - 1]) {
      writeFileSync(file(), both.subarray(0, cut))
      expect(loaded()).toMatchObject({ mark: 'ten', series: { step: { length: 10 } } })
      expect(readFileSync(file()).length).toBe(whole.length)
    }
    both[whole.length + 60] = (both[whole.length + 60] ?? 0) ^ 1
    writeFileSync(file(), both)
    const again = open()
    const reread = new HeldSeries('loss')
    expect(again.load('a', reread)).toBe(true)
    add(reread, 10, 3_000, 7)
    reread.mark = 'eleven'
    again.save('a', reread, 10)
    expect(loaded()).toMatchObject({ mark: 'eleven', series: { step: { length: 11 } } })
  })

  it('is rid of a file that holds nothing whole, and says so', () => {
    open().save('a', seriesOf(10, 'ten'), 0)
    truncateSync(file(), 50)
    expect(loaded().isThere).toBe(false)
    expect(readdirSync(folder)).toEqual([])
    expect(warnings).toHaveLength(1)
  })

  it('makes many pieces one again, and clears away what a crash left half-written', () => {
    const cache = open()
    const held = seriesOf(10, '10')
    cache.save('a', held, 0)
    for (let at = 10; at < 100; at++) {
      add(held, at, at, at)
      held.mark = String(at)
      cache.save('a', held, at)
    }
    appendFileSync(join(folder, 'x.series.new'), 'half')
    expect(loaded()).toEqual({ isThere: true, mark: '99', series: held.series() })
    expect(readdirSync(folder)).toHaveLength(1)
    expect(readFileSync(file()).length).toBeLessThan(100 * 24 + 24 * 48)
  })

  it('keeps a chart beside the columns, as long as both are whole and belong together', () => {
    const column = Float64Array.of(1, NaN, 3)
    const chart = {
      series: { key: 'loss', step: column, timestamp: column, value: column },
      pointCount: 9,
      maxPoints: 4,
      count: 10,
    }
    const cache = open()
    cache.saveChart('a', { mark: 'ten', chart })
    expect(readdirSync(folder)).toEqual([])
    cache.save('a', seriesOf(10, 'ten'), 0)
    cache.saveChart('a', { mark: 'ten ä', chart })
    expect(open().loadChart('a', 'loss')).toEqual({ mark: 'ten ä', chart })
    expect(open().loadChart('b', 'loss')).toBe(null)
    const path = join(folder, readdirSync(folder).find((name) => name.endsWith('chart')) ?? '')
    const whole = readFileSync(path)
    for (const at of [0, 9, 30, 45, whole.length - 1]) {
      writeFileSync(
        path,
        Uint8Array.from(whole, (byte, index) => (index === at ? byte ^ 1 : byte)),
      )
      expect(open().loadChart('a', 'loss')).toBe(null)
      expect(existsSync(path)).toBe(false)
    }
    writeFileSync(path, whole)
    cache.save('a', seriesOf(12, 'twelve'), 0)
    expect(existsSync(path)).toBe(false)
    writeFileSync(join(folder, 'left-over.chart'), whole)
    open()
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('keeps within its bound by dropping what was used longest ago', () => {
    const cache = open(3 * 24 * 1_000)
    for (const name of ['a', 'b']) cache.save(name, seriesOf(1_000, name), 0)
    loaded(cache, 'a')
    cache.save('c', seriesOf(1_000, 'c'), 0)
    expect(['a', 'b', 'c'].map((name) => loaded(cache, name).isThere)).toEqual([true, false, true])
  })
})
