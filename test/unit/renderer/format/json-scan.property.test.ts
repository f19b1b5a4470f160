import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanJson, type JsonDocument, type JsonPart } from '../../../../renderer/format/json-scan'
import { fuzzRuns } from '../../../support/fuzz-runs'
import { edits, mutated } from '../../../support/mutations'

/** A number as people and programs write it, which its value does not tell. */
const writtenNumber = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.bigInt({ min: 1n, max: 10n ** 40n }).map(String)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,30}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^[eE][+-]?\d{1,4}$/)),
  )
  .map((parts) => parts.join(''))
const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/)
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value)),
  fc.constantFrom('"\\u00e9\\/"', '"\\ud800"', '"10"', '"__proto__"', '"NaN"'),
)

interface Written {
  readonly text: string
  /** The document again, told by its parts. */
  readonly told: unknown
}

const { document } = fc.letrec<{ document: Written }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 5 },
    fc
      .oneof(writtenNumber, text, fc.constantFrom('true', 'false', 'null', 'NaN', 'Infinity', '-Infinity'))
      .map((written) => ({ text: written, told: written })),
    fc
      .tuple(space, fc.array(fc.tuple(space, tie('document'), space), { maxLength: 6 }))
      .map(([blank, all]) => ({
        text: `[${blank}${all.map(([before, one, after]) => before + one.text + after).join(',')}]`,
        told: all.map(([, one]) => one.told),
      })),
    fc
      .tuple(space, fc.array(fc.tuple(space, text, space, tie('document'), space), { maxLength: 6 }))
      .map(([blank, all]) => ({
        text: `{${blank}${all.map(([a, name, b, one, c]) => `${a}${name}${b}:${a}${one.text}${c}`).join(',')}}`,
        told: { members: all.map(([, name, , one]) => [JSON.parse(name) as string, one.told]) },
      })),
  ),
}))

function tell(of: JsonDocument, part: JsonPart): unknown {
  const members = of.membersOf(part, Infinity)
  if (part.kind === 'list') return members.map((member) => tell(of, member.part))
  if (part.kind !== 'object') return of.text.slice(part.from, part.to)
  return { members: members.map((member) => [member.name, tell(of, member.part)]) }
}

describe('where the parts of a JSON document lie', () => {
  it('is told of any document: every number, name and order as written', () => {
    fc.assert(
      fc.property(document, space, (written, around) => {
        const scanned = scanJson(around + written.text + around)
        expect(scanned && tell(scanned, scanned.root)).toEqual(written.told)
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  it('is told of exactly the texts that are JSON, and of bare NaN and Infinity', () => {
    const isJson = (text: string) => {
      try {
        JSON.parse(text)
        return true
      } catch {
        return false
      }
    }
    fc.assert(
      fc.property(document, edits, (written, all) => {
        const text = mutated(written.text, all)
        // Nothing but these words is taken beside JSON.
        if (!/NaN|Infinity/.test(text)) expect(scanJson(text) !== null).toBe(isJson(text))
      }),
      { numRuns: fuzzRuns(1_000) },
    )
    for (const text of [
      '',
      ' ',
      '[1,]',
      '[,1]',
      '{"a":1,}',
      '{,}',
      '[1 2]',
      '01',
      '1.',
      '.5',
      '+1',
      '-',
      '1e',
      'tru',
      'nullx',
      '[1]]',
      '{"a"}',
      "{'a':1}",
      '\ufeff1',
      '"\t"',
      '"\\x"',
      '"\\u12"',
      '[NaNa]',
      '--1',
      '-NaN',
      '[1}',
      '{"a":[}',
    ])
      expect([text, scanJson(text)]).toEqual([text, null])
  })

  it('takes a document of megabytes, and one of any depth, in a moment', () => {
    const wide = `[${'{"loss":0.25,"step":[1,2,3],"name":"a b"},'.repeat(120_000)}0]`
    const deep = '['.repeat(2_500_000) + ']'.repeat(2_500_000)
    for (const text of [wide, deep]) {
      const begunAt = performance.now()
      const scanned = scanJson(text)
      expect(scanned?.membersOf(scanned.root, 200).length).toBeGreaterThan(0)
      expect(performance.now() - begunAt).toBeLessThan(2_000)
    }
  })
})
