import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { pythonFloat, pythonIsoTime, pythonYaml } from '../../../../main/demo/python-text'

describe('pythonFloat', () => {
  // Each pair as CPython 3.11 printed it.
  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [-12, '-12.0'],
    [0.1, '0.1'],
    [0.0001, '0.0001'],
    [0.00005, '5e-05'],
    [-1.5e-7, '-1.5e-07'],
    [1.8734511137008667, '1.8734511137008667'],
    [123456789.125, '123456789.125'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [5e-324, '5e-324'],
    [NaN, 'nan'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
  ])('writes %s as %s', (value, text) => {
    expect(pythonFloat(value)).toBe(text)
  })

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(pythonFloat(value))).toBe(value)
      }),
    )
  })
})

describe('pythonIsoTime', () => {
  it('writes microseconds, and none on a full second', () => {
    expect(pythonIsoTime(1_795_425_432_591)).toBe('2026-11-23T09:17:12.591000+00:00')
    expect(pythonIsoTime(1_795_425_432_000)).toBe('2026-11-23T09:17:12+00:00')
  })
})

describe('pythonYaml', () => {
  it('quotes as PyYAML does', () => {
    // The right-hand side is what `yaml.safe_dump` of PyYAML 6 gave for the same mapping.
    const text = pythonYaml([
      ['digits', '821770307574351362'],
      ['digest', '41e07936'],
      ['leading_zero', '00123488'],
      ['empty', ''],
      ['null_word', 'null'],
      ['on_word', 'on'],
      ['float', '0.5'],
      ['time', '2026-11-23T09:17:12+00:00'],
      ['tag', 'lora-finetuning-mlx:'],
      ['sentence', 'Stopped by hand: too slow.'],
      ['apostrophe', "it's"],
      ['json', '{"num_rows": 3}'],
      ['path', '/Users/me/a b'],
      ['nothing', null],
      ['count', 3],
      ['tags', []],
      ['map', {}],
      ['below', { 'mlflow.data.context': 'training' }],
    ])
    expect(text).toBe(
      [
        "digits: '821770307574351362'",
        'digest: 41e07936',
        'leading_zero: 00123488',
        "empty: ''",
        "null_word: 'null'",
        "on_word: 'on'",
        "float: '0.5'",
        "time: '2026-11-23T09:17:12+00:00'",
        "tag: 'lora-finetuning-mlx:'",
        "sentence: 'Stopped by hand: too slow.'",
        "apostrophe: it's",
        `json: '{"num_rows": 3}'`,
        'path: /Users/me/a b',
        'nothing: null',
        'count: 3',
        'tags: []',
        'map: {}',
        'below:',
        '  mlflow.data.context: training',
        '',
      ].join('\n'),
    )
  })

  it('is read back as the same text', () => {
    const printable = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    })
    fc.assert(
      fc.property(printable, (value) => {
        expect(parse(pythonYaml([['key', value]]), { schema: 'failsafe' })).toEqual({ key: value })
      }),
    )
  })
})
