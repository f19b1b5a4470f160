import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJsonItems, parseItem } from '../../../../../main/sources/mlflow-rest/json-items'

function split(text: string, size = 7) {
  const items: [string, unknown][] = []
  const values: [string, unknown][] = []
  const reader = createJsonItems({
    item: (field, item) => items.push([field, parseItem(item)]),
    value: (field, value) => values.push([field, parseItem(value)]),
  })
  const bytes = Buffer.from(text)
  let isGood = true
  for (let at = 0; at < bytes.length && isGood; at += size) {
    isGood = reader.push(bytes.subarray(at, at + size))
  }
  return { items, values, isGood: isGood && reader.isWhole() }
}

describe('an answer taken apart', () => {
  it.each([
    ['{}', [], []],
    [' { } \n', [], []],
    ['{"runs": []}', [], []],
    [
      '{"runs":[{"a":1},{"b":[1,"]"]}],"next_page_token":"x\\"y"}',
      [
        ['runs', { a: 1 }],
        ['runs', { b: [1, ']'] }],
      ],
      [['next_page_token', 'x"y']],
    ],
    [
      '{"a":1,"b":[1,2],"c":{"d":[1,{}]},"e":["x,y","{"]}',
      [
        ['b', 1],
        ['b', 2],
        ['e', 'x,y'],
        ['e', '{'],
      ],
      [
        ['a', 1],
        ['c', { d: [1, {}] }],
      ],
    ],
    [
      '{"m":[[1,2],[]],"é":["Δ"]}',
      [
        ['m', [1, 2]],
        ['m', []],
        ['é', 'Δ'],
      ],
      [],
    ],
    [
      '{"metrics":[{"value":NaN,"key":"NaN"},{"value":-Infinity}]}',
      [
        ['metrics', { value: 'NaN', key: 'NaN' }],
        ['metrics', { value: '-Infinity' }],
      ],
      [],
    ],
  ] as const)('%s', (text, items, values) => {
    for (const size of [1, 2, 3, 64]) expect(split(text, size)).toEqual({ items, values, isGood: true })
  })
  it.each([
    '',
    'OK',
    '[1]',
    '<html>',
    '{"a":1',
    '{"a":[1}',
    '{"a":1}}',
    '{"a":1}{"b":2}',
    '"text"',
    'null',
    '{"runs":[{"a":1}',
  ])('refuses what is not one whole object: %s', (text) => expect(split(text).isGood).toBe(false))
  it('gives back any object, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.oneof(fc.array(fc.jsonValue()), fc.record({ a: fc.jsonValue() }), fc.integer(), fc.string()),
          { noNullPrototype: true },
        ),
        fc.integer({ min: 1, max: 9 }),
        (object, size) => {
          const { items, values, isGood } = split(JSON.stringify(object), size)
          expect(isGood).toBe(true)
          const lists = Object.entries(object).filter(([, value]) => Array.isArray(value)) as [
            string,
            unknown[],
          ][]
          expect(items).toEqual(
            JSON.parse(JSON.stringify(lists.flatMap(([key, list]) => list.map((item) => [key, item])))),
          )
          expect(values).toEqual(
            JSON.parse(JSON.stringify(Object.entries(object).filter(([, value]) => !Array.isArray(value)))),
          )
        },
      ),
    )
  })
})
