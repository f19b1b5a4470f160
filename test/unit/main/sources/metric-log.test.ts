import { describe, expect, it } from 'vitest'
import { createCsvDecoder } from '../../../../main/sources/metric-log/csv-decoder'
import { createJsonlDecoder } from '../../../../main/sources/metric-log/jsonl-decoder'
import type { RunSink } from '../../../../main/sources/run-logs/log-format'
import { decode } from '../../../support/formats/fuzz-logs'

function read(kind: 'csv' | 'jsonl', text: string) {
  const points: unknown[] = []
  const format = {
    open(_file: unknown, sink: RunSink) {
      const noting: RunSink = {
        point: (key, step, timestamp, value) =>
          points.push(Number.isNaN(timestamp) ? [key, step, value] : [key, step, value, timestamp]),
        restart() {},
        param() {},
        tag() {},
        mark() {},
        malformed: () => sink.malformed(),
      }
      return kind === 'csv' ? createCsvDecoder(noting) : createJsonlDecoder(noting)
    },
  }
  const { sink } = decode(format, { path: '/x', role: '', mode: 'append' }, Buffer.from(text))
  return { points, malformed: sink.malformedCount }
}

describe('rows of a CSV log', () => {
  it.each<[string, string, unknown[], number]>([
    [
      'plain',
      'step,loss\n0,1.5\n1,1\n',
      [
        ['loss', 0, 1.5],
        ['loss', 1, 1],
      ],
      0,
    ],
    [
      'the index of pandas, not',
      ',epoch,loss\n0,0,0.5\n1,1,0.4\n',
      [
        ['loss', 0, 0.5],
        ['loss', 1, 0.4],
      ],
      0,
    ],
    ['the index of pandas by its other name, not', 'Unnamed: 0,step,loss\n0,4,0.5\n', [['loss', 4, 0.5]], 0],
    ['names with underscores as texts', 'step,run,loss\n1,2024_11,0.5\n', [['loss', 1, 0.5]], 0],
    [
      'steps within an epoch as counted through',
      'epoch,step,a\n0,0,9\n0,10,8\n1,0,7\n1,10,6\n2,0,5\n',
      [0, 10, 20, 30, 40].flatMap((step, at) => [
        ['epoch', step, Math.floor(at / 2)],
        ['a', step, 9 - at],
      ]),
      0,
    ],
    [
      'steps within an epoch of two kinds of rows',
      'epoch,step,a,b\n0,1,9,\n0,2,8,\n0,1,,5\n1,1,7,\n1,2,6,\n1,1,,4\n',
      [
        ['epoch', 1, 0],
        ['a', 1, 9],
        ['epoch', 2, 0],
        ['a', 2, 8],
        ['epoch', 1, 0],
        ['b', 1, 5],
        ['epoch', 3, 1],
        ['a', 3, 7],
        ['epoch', 4, 1],
        ['a', 4, 6],
        ['epoch', 3, 1],
        ['b', 3, 4],
      ],
      0,
    ],
    [
      'an epoch that is trained again at its own steps',
      'epoch,step,a\n0,1,9\n0,2,8\n1,1,7\n1,2,6\n1,1,5\n0,2,4\n1,1,3\n',
      [
        [1, 0, 9],
        [2, 0, 8],
        [3, 1, 7],
        [4, 1, 6],
        [3, 1, 5],
        [2, 0, 4],
        [3, 1, 3],
      ].flatMap(([step, epoch, a]) => [
        ['epoch', step, epoch],
        ['a', step, a],
      ]),
      0,
    ],
    ['a torn last row', 'step,loss\n0,1.5\n1,', [['loss', 0, 1.5]], 0],
    [
      'nan and inf',
      'step,loss\n0,nan\n1,-inf\n',
      [
        ['loss', 0, NaN],
        ['loss', 1, -Infinity],
      ],
      0,
    ],
    [
      'empty cells',
      'step,a,b\n0,,2\n1,1,\n',
      [
        ['b', 0, 2],
        ['a', 1, 1],
      ],
      0,
    ],
    ['a short row', 'step,a,b\n0,1\n', [['a', 0, 1]], 0],
    ['a long row', 'step,a\n0,1,2\n1,3\n', [['a', 1, 3]], 1],
    [
      'epoch beside step',
      'epoch,step,a\n1,7,2\n',
      [
        ['epoch', 7, 1],
        ['a', 7, 2],
      ],
      0,
    ],
    ['epoch alone', ' epoch , a \n1,2\n', [['a', 1, 2]], 0],
    [
      'no step: rows count',
      'a,b\n5,6\n7,8\n',
      [
        ['a', 0, 5],
        ['b', 0, 6],
        ['a', 1, 7],
        ['b', 1, 8],
      ],
      0,
    ],
    [
      'a header again after a restart',
      'step,a\n0,1\nstep,a\n0,2\n',
      [
        ['a', 0, 1],
        ['a', 0, 2],
      ],
      0,
    ],
    ['semicolons and Windows', '\uFEFFstep;a\r\n0;1\r\n', [['a', 0, 1]], 0],
    ['quotes', '"step","a,b"\n0,"1"\n', [['a,b', 0, 1]], 0],
    ['seconds since 1970', 'step,time,a\n0,1760000000,1\n', [['a', 0, 1, 1_760_000_000_000]], 0],
    [
      'seconds since the start',
      'step,time,a\n0,2.5,1\n',
      [
        ['time', 0, 2.5],
        ['a', 0, 1],
      ],
      0,
    ],
    [
      'Python’s times',
      'step,timestamp,a\n0,2026-01-01T00:00:00+00:00,1\n',
      [['a', 0, 1, 1_767_225_600_000]],
      0,
    ],
  ])('reads %s', (_name, text, points, malformed) => {
    expect(read('csv', text)).toEqual({ points, malformed })
  })
})

describe('objects of a JSONL log', () => {
  it.each<[string, string, unknown[], number]>([
    ['nested keys', '{"step":1,"eval":{"a":2}}\n', [['eval/a', 1, 2]], 0],
    ['Python’s NaN', '{"step":1,"a":NaN,"note":"NaN"}\n', [['a', 1, NaN]], 0],
    ['infinities', '{"step":1,"a":-Infinity}\n', [['a', 1, -Infinity]], 0],
    ['truth values and lists, not', '{"step":1,"ok":true,"list":[1],"a":1}\n', [['a', 1, 1]], 0],
    [
      'a broken line between',
      '{"step":1,"a":1}\n{"st\n{"step":2,"a":2}\n',
      [
        ['a', 1, 1],
        ['a', 2, 2],
      ],
      1,
    ],
    ['a torn last line', '{"step":1,"a":1}\n{"step":2,"a"', [['a', 1, 1]], 0],
    [
      'no step: lines count',
      '{"a":1}\n{"a":2}\n',
      [
        ['a', 0, 1],
        ['a', 1, 2],
      ],
      0,
    ],
    ['__proto__', '{"step":1,"__proto__":3}\n', [['__proto__', 1, 3]], 0],
  ])('reads %s', (_name, text, points, malformed) => {
    expect(read('jsonl', text)).toEqual({ points, malformed })
  })
})
