import { describe, expect, it } from 'vitest'
import { separatorOf, tableRows } from '../../../../renderer/format/table-rows'
import { previewKindOf } from '../../../../shared/artifacts/preview-kind'

describe('rows of a table', () => {
  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '\ufeffa,b\r\n1,"x, ""y"""\r\n',
      [
        ['a', 'b'],
        ['1', 'x, "y"'],
      ],
    ],
    ['a\n"two\nlines"\n', [['a'], ['two\nlines']]],
    [
      'a,b\n\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['', []],
    // As old spreadsheets of the Mac write.
    [
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n"never closed,2\n3,4\n',
      [
        ['a', 'b'],
        ['"never closed', '2'],
        ['3', '4'],
      ],
    ],
    ['a\n"x\r\ny\r"\n', [['a'], ['x\r\ny\r']]],
  ])('%j', (text, rows) => {
    expect(tableRows(text, ',', 10, true)).toEqual(rows)
  })

  it('leaves out a row that the end of what was read cut, and stops at the limit', () => {
    expect(tableRows('a,b\n1,2\n3,', ',', 10, false)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(tableRows('1\n2\n3\n', ',', 2, true)).toEqual([['1'], ['2']])
  })

  it.each([
    ['a.tsv', 'a,b', '\t'],
    ['a.csv', 'a;b;c', ';'],
    ['a.csv', 'a\tb', '\t'],
    ['a.csv', 'a,b;c,d', ','],
    ['a.csv', '"a;b;c;d",e\n1;2;3;4;5,6', ','],
    ['a.csv', '"a\nb";c\n1,2', ';'],
    ['a.csv', '"never closed;a,b', ','],
  ] as const)('%s with %j is separated by %j', (path, line, separator) => {
    expect(separatorOf(path, line)).toBe(separator)
  })
})

it.each([
  ['plots/loss.PNG', 'image'],
  ['model/MLmodel', 'text'],
  ['a/README', 'text'],
  ['README.md', 'markdown'],
  ['report.htm', 'html'],
  ['a.jsonl', 'json'],
  ['sample.wav', 'audio'],
  ['paper.pdf', 'pdf'],
  ['weights.safetensors', 'none'],
  ['archive.png.zip', 'none'],
  ['noextension', 'none'],
])('%s is shown as %s', (path, kind) => {
  expect(previewKindOf(path)).toBe(kind)
})
