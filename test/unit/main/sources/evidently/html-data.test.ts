import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHtmlReader } from '../../../../../main/sources/evidently/html-data'
import type { Result } from '../../../../../shared/result'

const id = '0123456789abcdef0123456789abcdef'

function readInPieces(text: string, cuts: readonly number[]): Result<unknown> {
  const reader = createHtmlReader()
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
  for (let at = 1; at < places.length; at++) if (reader.push(text.slice(places[at - 1], places[at]))) break
  return reader.finish()
}

function escaped(page: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
  }
  return page.replace(/[&<>"']/g, (each) => names[each]!)
}

describe('the data within an HTML report', () => {
  it('comes out whole, however the file is cut into pieces, plain or escaped', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.boolean(),
        (rest, cuts, isWrapped) => {
          const dashboard = JSON.parse(
            JSON.stringify({ name: 'Report', text: '}"]\\" <&quot;> &amp; é', ...rest }),
          ) as unknown
          const page = `<script>\n var metric_${id} = ${JSON.stringify(dashboard)};\nvar more = {"a": 1}</script>`
          const text = isWrapped ? `<iframe width="100%" srcdoc="${escaped(page)}">` : page
          expect(readInPieces(text, cuts)).toEqual({ ok: true, value: { family: 'v2', dashboard } })
        },
      ),
      { numRuns: 400 },
    )
  })

  it('says that it has enough as soon as the data ended', () => {
    const reader = createHtmlReader()
    expect(reader.push('<html>')).toBe(false)
    expect(reader.push(`var evidently_dashboard_${id} = {"name": "Re`)).toBe(false)
    expect(reader.push('port"}; var library = ')).toBe(true)
    expect(reader.finish()).toEqual({ ok: true, value: { family: 'legacy', dashboard: { name: 'Report' } } })
  })

  it('accepts the NaN that pages hold', () => {
    expect(readInPieces(`var metric_${id} = {"a": NaN, "b": -Infinity}`, [])).toMatchObject({
      value: { dashboard: { a: null, b: -Infinity } },
    })
  })

  it.each([
    ['a page that ends within its data', `var metric_${id} = {"a": [1, 2`, 'corrupt'],
    ['an attribute that ends within its data', `srcdoc="var metric_${id} = {&quot;a&quot;: [1" >`, 'corrupt'],
    ['data that is no JSON', `var metric_${id} = {"a": alert(1)}`, 'corrupt'],
    ['any other page', '<html><script>var x = {"a": 1}</script></html>', 'unsupported'],
    ['a variable with another name', `var metric_${id.slice(1)} = {"a": 1}`, 'unsupported'],
    ['an empty file', '', 'corrupt'],
  ])('refuses %s', (_name, text, code) => {
    expect(readInPieces(text, [7])).toMatchObject({ ok: false, error: { code } })
  })

  it('gives up on a page of megabytes that holds no report', () => {
    const reader = createHtmlReader()
    expect(reader.push('x'.repeat(1_500_000))).toBe(false)
    expect(reader.push('x'.repeat(1_500_000))).toBe(true)
  })
})
