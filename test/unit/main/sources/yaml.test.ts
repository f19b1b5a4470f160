import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuzzRuns } from '../../../support/fuzz-runs'
import { numberOf, parseWithLibrary, parseYamlMap, toPlain } from '../../../../main/sources/yaml'
import { parseFlatYaml } from '../../../../main/sources/yaml-flat'

function plainOf(text: string): unknown {
  const map = parseYamlMap(text)
  return map === null ? null : toPlain(map)
}

describe('parseYamlMap', () => {
  it.each<[string, string, unknown]>([
    [
      'ids that look like numbers stay text',
      "a: 12e45678\nb: 00123488\nc: '0'\n",
      { a: '12e45678', b: '00123488', c: '0' },
    ],
    ['18 digits', 'id: 821770307574351362\n', { id: '821770307574351362' }],
    [
      'null only when plain',
      "a: null\nb: 'null'\nc: ~\nd: ''\ne:\n",
      { a: null, b: 'null', c: null, d: '', e: null },
    ],
    ['empty collections', 'a: []\nb: {}\n', { a: [], b: {} }],
    ['quotes', `a: 'it''s'\nb: "x: y"\n`, { a: "it's", b: 'x: y' }],
    ['escapes', '"caf\\xE9-\\u043F": "tab\\there"\n', { 'café-п': 'tab\there' }],
    [
      'folded lines',
      'a: one two\n  three\nb: |\n  four\n  five\nc: 1\n',
      { a: 'one two three', b: 'four\nfive\n', c: '1' },
    ],
    [
      'one mapping below',
      'tags:\n  mlflow.data.context: training\nx: 1\n',
      { tags: { 'mlflow.data.context': 'training' }, x: '1' },
    ],
    ['deeper', 'a:\n  b:\n    c: 1\n  d:\n  - 2\n', { a: { b: { c: '1' }, d: ['2'] } }],
    [
      'unknown tags',
      'a: !!python/object/apply:pathlib.PosixPath\n- /\n- Users\nb: !custom x\n',
      { a: ['/', 'Users'], b: 'x' },
    ],
    [
      'unquoted timestamps',
      'at: 2025-10-24 09:17:12.591676+00:00\n',
      { at: '2025-10-24 09:17:12.591676+00:00' },
    ],
    ['comments', 'a: 1 # one\n# two\nb: 2\n', { a: '1', b: '2' }],
    ['a value with a hash', 'a: x#y\n', { a: 'x#y' }],
    ['no newline at the end', 'a: 1', { a: '1' }],
    ['aliases', 'a: &x {k: v}\nb: *x\n', { a: { k: 'v' }, b: { k: 'v' } }],
    ['an alias to nothing', 'a: *unknown\nb: 1\n', { a: null, b: '1' }],
    ['a key said twice', 'a: 1\na: 2\n', { a: '2' }],
  ])('%s', (_name, text, expected) => {
    expect(plainOf(text)).toEqual(expected)
  })

  it('keeps a key named __proto__ as a key', () => {
    const value = plainOf('a:\n  __proto__: x\n__proto__: y\n') as Record<string, object>
    expect(Object.keys(value)).toEqual(['a', '__proto__'])
    expect(Object.keys(value['a']!)).toEqual(['__proto__'])
  })

  it.each(['', '\n', 'just words\n', '- a\n- b\n', 'a: [1\n', 'a: "x\n', 'a: b: c\n', '\u0000\u0001'])(
    'gives null for %j',
    (text) => {
      expect(parseYamlMap(text)).toBeNull()
    },
  )

  it('gives up on files that are too big, too deep, or that multiply through aliases', () => {
    expect(parseYamlMap(`a: "${'x'.repeat(1_100_000)}\\n"\n`)).toBeNull()
    expect(parseYamlMap(`a: ${'['.repeat(50_000)}`)).toBeNull()
    const bomb = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
    ]
    expect(parseYamlMap(bomb.join('\n'))).toBeNull()
    expect(parseYamlMap('a: &a [*a]\n')).toBeNull()
  })

  it('never throws', () => {
    const piece = fc.constantFrom(
      ...'ab01:- #\'"[]{}|>&*!%@`~?,\n\n\t  \\'.split(''),
      '\n  ',
      ': ',
      'null',
      '!!python/x ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void parseYamlMap(pieces.join(''))),
      {
        numRuns: fuzzRuns(1000),
      },
    )
  })

  it('reads simple files the fast way exactly as the library does', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9_.]{1,8}$/)
    const alphabet = 'ab01.:-#\'"[]{}|~+_/ é\\nulNUL'
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom(...alphabet.split('')), maxLength: 10 }),
      fc.constantFrom(
        'null',
        '~',
        "''",
        '[]',
        '{}',
        "'it''s'",
        '12e45678',
        '-1',
        '1_000',
        '...',
        'a: b',
        'x #y',
      ),
    )
    const row = fc.tuple(fc.constantFrom('', '', '', '  '), key, fc.constantFrom(': ', ': ', ':'), value)
    let taken = 0
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const text = rows.map((parts) => `${parts.join('')}\n`).join('')
        const fast = parseFlatYaml(text)
        if (fast === null) return
        taken++
        expect(fast).toEqual(parseWithLibrary(text))
      }),
      { numRuns: 3000 },
    )
    expect(taken).toBeGreaterThan(50)
  })
})

describe('numberOf', () => {
  it.each([
    ['1795425432614', 1795425432614],
    ['1_000', 1000],
    ['-1', -1],
    ['', null],
    ['abc', null],
    ['.inf', null],
    ['Infinity', null],
  ])('%j', (text, expected) => {
    expect(numberOf(new Map([['x', text]]), 'x')).toBe(expected)
  })
})
