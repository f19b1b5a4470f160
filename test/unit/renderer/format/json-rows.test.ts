import { describe, expect, it } from 'vitest'
import { jsonRows, membersAtOnce, openAtFirst } from '../../../../renderer/format/json-rows'
import { scanJson, type JsonDocument } from '../../../../renderer/format/json-scan'

function scanned(text: string): JsonDocument {
  const document = scanJson(text)
  if (document === null) throw new Error('This is no JSON.')
  return document
}
const open = (value: unknown) => openAtFirst(scanned(JSON.stringify(value)))
function textLines(text: string, opened?: ReadonlySet<string>, shown = new Map<string, number>()): string[] {
  const document = scanned(text)
  return jsonRows(document, { open: opened ?? openAtFirst(document), shown }).map(
    ({ depth, name, text: value }) => `${depth} ${name ?? '-'} ${value}`,
  )
}
const lines = (value: unknown, opened?: ReadonlySet<string>, shown?: Map<string, number>) =>
  textLines(JSON.stringify(value), opened, shown)

describe('a JSON document as lines', () => {
  it('shows every kind of value', () => {
    expect(lines({ a: [1, 'x\ny'], b: null, c: {}, d: [], e: true })).toEqual([
      '0 - 5 members',
      '1 a 2 elements',
      '2 - 1',
      '2 - "x\\ny"',
      '1 b null',
      '1 c { }',
      '1 d [ ]',
      '1 e true',
    ])
    expect(lines('alone')).toEqual(['0 - "alone"'])
  })

  it('opens as many levels as make a page, and the first in any case', () => {
    const wide = { first: Array.from({ length: 80 }, () => [1]), second: 2 }
    expect(lines(wide)).toEqual(['0 - 2 members', '1 first 80 elements', '1 second 2'])
    expect(open(Array.from({ length: 1_000 }, () => ({ a: 1 })))).toEqual(new Set(['']))
  })

  it('shows a long list in parts', () => {
    const long = Array.from({ length: 450 }, (_, at) => at)
    const first = lines(long, new Set(['']))
    expect(first).toHaveLength(membersAtOnce + 2)
    expect(first.at(-1)).toBe('1 - 200 more of 250')
    expect(lines(long, new Set(['']), new Map([['', 400]])).at(-1)).toBe('1 - 50 more of 50')
  })

  it('cuts a text of megabytes', () => {
    expect(lines('x'.repeat(3_000_000))[0]?.length).toBeLessThan(2_100)
  })

  it('takes a member of any name for what it is', () => {
    expect(textLines('{"__proto__": {"a": 1}, "/": 2}')).toEqual([
      '0 - 2 members',
      '1 __proto__ 1 member',
      '2 a 1',
      '1 / 2',
    ])
  })

  it('shows what the file says: numbers as written, names twice, all in its order', () => {
    const text =
      '{"b": 12345678901234567890, "10": 1.10, "9": 1e400, "a": -0, "b": 0.1000000000000000055, "c": NaN, "d": -Infinity, "e": "\\u00e9\\n"}'
    expect(textLines(text)).toEqual([
      '0 - 8 members',
      '1 b 12345678901234567890',
      '1 10 1.10',
      '1 9 1e400',
      '1 a -0',
      '1 b 0.1000000000000000055',
      '1 c NaN',
      '1 d -Infinity',
      '1 e "é\\n"',
    ])
  })

  it('opens any depth without end of the stack, and a page of it at first', () => {
    const deep = '[{"a":'.repeat(5_000) + '1' + '}]'.repeat(5_000)
    expect(textLines(deep).length).toBeLessThan(70)
    const every = new Set([''])
    let id = ''
    for (let depth = 0; depth < 10_000; depth += 1) every.add((id += '/0'))
    const all = textLines(deep, every)
    expect(all).toHaveLength(10_001)
    expect(all.at(-1)).toBe('10000 a 1')
  })
})
