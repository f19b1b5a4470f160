import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mutate } from '../../../../support/formats/fuzz-logs'
import { random } from '../../../../support/formats/random'
import { fuzzRuns } from '../../../../support/fuzz-runs'
import {
  endOfLines,
  isLater,
  latestSince,
  scanBlocks,
  scanLatest,
  scanPoints,
} from '../../../../../main/sources/mlflow-file/metric-lines'
import type { MetricPoint } from '../../../../../main/sources/mlflow-file/metric-lines'
import { blockPoints, PointBlock } from '../../../../../main/sources/point-block'

function scan(text: string): { points: MetricPoint[]; malformed: number } {
  const bytes = Buffer.from(text)
  const points: MetricPoint[] = []
  const malformed = scanPoints(bytes, 0, bytes.length, (point) => points.push({ ...point }))
  return { points, malformed }
}

function latest(text: string, from: MetricPoint | null = null) {
  const bytes = Buffer.from(text)
  return scanLatest(bytes, 0, bytes.length, from)
}

const now = 1_795_425_432_700

/** As a store's first reading does it: into a block that has points of other files already. */
function blockLatest(text: string) {
  const bytes = Buffer.from(text, 'latin1')
  const block = new PointBlock(1_000)
  block.count = 7
  const malformed = scanBlocks(bytes, 0, bytes.length, block, () => undefined)
  return { latest: latestSince(block, 7), malformed }
}

describe('scanPoints', () => {
  it.each<[string, string, readonly [timestamp: number, value: number, step: number][]]>([
    ['three fields', `${now} 0.5 7\n`, [[now, 0.5, 7]]],
    ['two fields: step 0', `${now} 0.5\n`, [[now, 0.5, 0]]],
    ['five fields: the step counts', `${now} 0.5 7 my_data 12e45678\n`, [[now, 0.5, 7]]],
    ['a data set with spaces in its name', `${now} 0.5 7 my data 00123488\n`, [[now, 0.5, 7]]],
    ['seconds', '1550000000 1 2\n', [[1_550_000_000_000, 1, 2]]],
    ['small times as they are', '5 1 2\n', [[5, 1, 2]]],
    ['negative steps', `${now} 1 -3\n`, [[now, 1, -3]]],
    ['big steps', `${now} 1 1099511627776\n`, [[now, 1, 2 ** 40]]],
    [
      'nan and inf in any case',
      `${now} NaN 0\n${now} -inf 1\n${now} +Infinity 2\n`,
      [
        [now, Number.NaN, 0],
        [now, Number.NEGATIVE_INFINITY, 1],
        [now, Number.POSITIVE_INFINITY, 2],
      ],
    ],
    [
      'what Python takes',
      `${now} 1_000.5 0\n${now} .5 1\n${now} 5. 2\n${now} +3 3\n${now} -0.0 4\n`,
      [
        [now, 1000.5, 0],
        [now, 0.5, 1],
        [now, 5, 2],
        [now, 3, 3],
        [now, -0, 4],
      ],
    ],
    [
      'extremes',
      `${now} 5e-324 0\n${now} 1.7976931348623157e+308 1\n${now} 0.06596399999989444 2\n`,
      [
        [now, 5e-324, 0],
        [now, Number.MAX_VALUE, 1],
        [now, 0.06596399999989444, 2],
      ],
    ],
    ['Windows line ends and stray spaces', `  ${now}\t0.5  7 \r\n\r\n`, [[now, 0.5, 7]]],
    [
      'equal lines, each for itself',
      `${now} 1 1\n${now} 1 1\n`,
      [
        [now, 1, 1],
        [now, 1, 1],
      ],
    ],
  ])('%s', (_name, text, expected) => {
    expect(scan(text)).toEqual({
      points: expected.map(([timestamp, value, step]) => ({ timestamp, value, step })),
      malformed: 0,
    })
  })

  it.each([
    `${now}\n`,
    `${now} x 1\n`,
    `x 1 1\n`,
    `${now} 1 x\n`,
    `nan 1 1\n`,
    `${now} 1 inf\n`,
    `${now} 0x10 1\n`,
    `${now} 1__0 1\n`,
    `${now} 1.2.3 1\n`,
    `${now} ${'9'.repeat(500)}_ 1\n`,
    '\u0000\u00ff\n',
  ])('counts %j as no metric line and goes on', (line) => {
    expect(scan(`${line}${now} 1 1\n`)).toEqual({
      points: [{ timestamp: now, value: 1, step: 1 }],
      malformed: 1,
    })
  })

  it('reads every double that Python prints exactly', () => {
    const double = fc.double({ noDefaultInfinity: true, noNaN: true })
    fc.assert(
      fc.property(double, fc.integer({ min: 0, max: 20 }), (value, digits) => {
        for (const text of [
          String(value),
          value.toExponential(),
          value.toFixed(digits),
          value.toPrecision(17),
        ]) {
          expect(scan(`${now} ${text} 0\n`).points[0]?.value).toBe(Number(text))
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        const bytes = Buffer.concat([noise, Buffer.from('\n')])
        scanPoints(bytes, 0, bytes.length, () => undefined)
        scanLatest(bytes, 0, bytes.length, null)
      }),
      { numRuns: fuzzRuns() },
    )
  })

  it('reads of damaged lines what can be read, the same whether as a whole or for the newest', () => {
    const whole = Buffer.from(
      `${now} 0.5 0\n${now + 1} nan 1\n${now + 2} -1e-07 2 data 12e4\n${now + 3} inf\n`,
    )
    const dice = random(3)
    for (let round = 0; round < fuzzRuns(); round++) {
      const text = `${mutate(whole, dice).toString('latin1')}\n`
      let newest: MetricPoint | null = null
      for (const point of scan(text).points) if (newest === null || isLater(point, newest)) newest = point
      expect(latest(text).latest).toEqual(newest)
      expect(blockLatest(text)).toEqual({ latest: newest, malformed: scan(text).malformed })
    }
  })
})

describe('scanBlocks', () => {
  it('hands over what scanPoints does, a block at a time', () => {
    const odd = ['oops 1 1', '', `${now} nan 3`, `${now} 1_0 4`, `${now} 1 x`, `${now} -1.5e-07 5`]
    const lines = Array.from({ length: 2 * blockPoints + 10 }, (_, at) => `${now + at} ${Math.sin(at)} ${at}`)
    const text = [...odd, ...lines].map((line) => `${line}\n`).join('')
    const bytes = Buffer.from(text)
    const block = new PointBlock()
    const points: MetricPoint[] = []
    const sizes: number[] = []
    const take = () => {
      sizes.push(block.count)
      const [steps, timestamps, values] = block.columns()
      for (const [at, step] of steps.entries())
        points.push({ step, timestamp: timestamps[at]!, value: values[at]! })
      block.count = 0
    }
    expect(scanBlocks(bytes, 0, bytes.length, block, take)).toBe(scan(text).malformed)
    take()
    expect(points).toEqual(scan(text).points)
    expect(sizes).toEqual([blockPoints, blockPoints, 13])
  })
})

describe('scanLatest', () => {
  it.each<[string, string, MetricPoint | null]>([
    ['nothing', '', null],
    [
      'the greatest step, not the last line',
      `${now} 1 5\n${now + 9} 2 3\n`,
      { timestamp: now, value: 1, step: 5 },
    ],
    ['of one step the latest', `${now + 9} 1 5\n${now} 2 5\n`, { timestamp: now + 9, value: 1, step: 5 }],
    [
      'of one time the greatest value',
      `${now} 2 5\n${now} 3 5\n${now} 1 5\n`,
      { timestamp: now, value: 3, step: 5 },
    ],
    ['NaN ranks as 0', `${now} nan 5\n${now} -1 5\n`, { timestamp: now, value: Number.NaN, step: 5 }],
    ['not a line that is none', `${now} 1 5\n${now} oops 6\n`, { timestamp: now, value: 1, step: 5 }],
  ])('takes %s', (_name, text, expected) => {
    expect(latest(text).latest).toEqual(expected)
    expect(blockLatest(text).latest).toEqual(expected)
  })

  it('goes on from what was the latest before', () => {
    const before = { timestamp: now, value: 1, step: 5 }
    expect(latest(`${now} 9 4\n`, before).latest).toEqual(before)
    expect(latest(`${now} 9 5\n`, before).latest).toEqual({ ...before, value: 9 })
    expect(latest(`${now} 9 6\n`, before).latest).toEqual({ timestamp: now, value: 9, step: 6 })
  })

  it('agrees with looking at every point', () => {
    const row = fc.tuple(
      fc.integer({ min: now, max: now + 3 }),
      fc.constantFrom('1', '2', 'nan', '-inf', '0.1', 'oops', '', '1e-05'),
      fc.constantFrom('0', '1', '2', '-1', 'x', '1 data 12e45678'),
    )
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const text = rows.map((fields) => `${fields.join(' ')}\n`).join('')
        let expected: MetricPoint | null = null
        for (const point of scan(text).points)
          if (expected === null || isLater(point, expected)) expected = point
        expect(latest(text).latest).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('endOfLines', () => {
  it.each([
    ['', 0],
    ['1 2 3', 0],
    ['1 2 3\n', 6],
    ['1 2 3\n4 5', 6],
  ])('%j', (text, expected) => {
    expect(endOfLines(Buffer.from(text), 0, text.length)).toBe(expected)
  })
})
