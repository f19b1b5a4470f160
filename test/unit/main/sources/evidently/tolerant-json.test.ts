import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTolerantJson } from '../../../../../main/sources/evidently/tolerant-json'
import { withoutPlots } from '../../../../../main/sources/evidently/without-plots'

describe('JSON as Python writes it', () => {
  it.each<[string, unknown]>([
    ['[NaN, Infinity, -Infinity]', [null, Infinity, -Infinity]],
    [
      '{"missing_values": ["", -Infinity, null, Infinity]}',
      { missing_values: ['', -Infinity, null, Infinity] },
    ],
    ['{"-Infinity": 1, "NaN": "NaN, \\" Infinity"}', { '-Infinity': 1, NaN: 'NaN, " Infinity' }],
    ['{"a": "back\\\\", "b": NaN}', { a: 'back\\', b: null }],
    ['\ufeff{"a":\r\n1}', { a: 1 }],
  ])('reads %s', (text, value) => {
    expect(parseTolerantJson(text)).toEqual({ ok: true, value })
  })

  it.each(['', '  \n', '{"a": [1, 2', '{"a": N', '{"a": 1}}', '{"a": nan}', '"\\'])(
    'refuses %j as not whole',
    (text) => {
      expect(parseTolerantJson(text)).toMatchObject({ ok: false, error: { code: 'corrupt' } })
    },
  )

  it('refuses what nests too deep to be a report', () => {
    const text = `[${'{"a":'.repeat(400_000)}1${'}'.repeat(400_000)}]`
    expect(parseTolerantJson(text)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('levels') as string },
    })
  })

  it('reads everything that JSON.stringify writes, unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        expect(parseTolerantJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown })
        // With one bare NaN the whole text takes the slow way.
        expect(parseTolerantJson(`[NaN, ${text}]`)).toEqual({
          ok: true,
          value: [null, JSON.parse(text) as unknown],
        })
      }),
      { numRuns: 300 },
    )
  })
})

describe('a snapshot without its plots', () => {
  const cut = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (name, each: unknown) =>
      (name === 'widget' || name === 'additionalGraphs') && Array.isArray(each) ? [] : each,
    )

  it('loses nothing but the lists of plots, whatever else it holds', () => {
    const name = fc.oneof(
      fc.constantFrom('widget', 'additionalGraphs', 'a"widget', '"widget": [', '\\'),
      fc.string(),
    )
    const tree = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    })).value
    fc.assert(
      fc.property(tree, fc.boolean(), (value, isIndented) => {
        const text = JSON.stringify(value)
        const spaced = isIndented ? text.replaceAll('"widget":[', '"widget": [') : text
        expect(JSON.parse(withoutPlots(spaced))).toEqual(cut(JSON.parse(spaced)))
      }),
      { numRuns: 500 },
    )
  })

  it('leaves text that is not whole for the parser to refuse', () => {
    const torn = '{"top_level_metrics": [], "widget": [1, {"a": "'
    expect(withoutPlots(torn)).toBe(torn)
  })
})
