import { describe, expect, it } from 'vitest'
import { jsonRows, membersAtOnce, openAtFirst } from '../../../../renderer/format/json-rows'

const lines = (document: unknown, open = openAtFirst(document), shown = new Map<string, number>()) =>
  jsonRows(document, { open, shown }).map(({ depth, name, text }) => `${depth} ${name ?? '-'} ${text}`)

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
    expect(openAtFirst(Array.from({ length: 1_000 }, () => ({ a: 1 })))).toEqual(new Set(['']))
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
    const odd = JSON.parse('{"__proto__": {"a": 1}, "/": 2}') as unknown
    expect(lines(odd)).toEqual(['0 - 2 members', '1 __proto__ 1 member', '2 a 1', '1 / 2'])
  })
})
