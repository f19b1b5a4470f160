import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTrainerStateDecoder } from '../../../../../main/sources/hf-trainer/trainer-state'
import { createCsvDecoder } from '../../../../../main/sources/metric-log/csv-decoder'
import { createJsonlDecoder } from '../../../../../main/sources/metric-log/jsonl-decoder'
import { createMlxLogDecoder } from '../../../../../main/sources/mlx-lm/log-lines'
import { createParamDecoder } from '../../../../../main/sources/run-logs/param-files'
import type { LogDecoder, RunSink } from '../../../../../main/sources/run-logs/log-format'
import { decode, fuzzDecoder } from '../../../../support/formats/fuzz-logs'
import { fixtures } from '../../../../support/paths'

type Open = (path: string, sink: RunSink) => LogDecoder
const formats: readonly (readonly [string, string, 'append' | 'whole', Open])[] = [
  ['CSV', 'metric-log/detect/train/results.csv', 'append', (_path, sink) => createCsvDecoder(sink)],
  [
    'sparse CSV',
    'metric-log/lightning_logs/version_0/metrics.csv',
    'append',
    (_path, sink) => createCsvDecoder(sink),
  ],
  ['JSON lines', 'metric-log/plain/metrics.jsonl', 'append', (_path, sink) => createJsonlDecoder(sink)],
  ['mlx_lm’s log', 'mlx-lm/train.log', 'append', (_path, sink) => createMlxLogDecoder(sink)],
  ['mlx_lm’s console', 'mlx-lm/console/output.txt', 'append', (_path, sink) => createMlxLogDecoder(sink)],
  ['trainer_state.json', 'hf/ended/trainer_state.json', 'whole', createTrainerStateDecoder],
  ['hparams.yaml', 'metric-log/lightning_logs/version_0/hparams.yaml', 'whole', createParamDecoder],
  ['adapter_config.json', 'mlx-lm/adapters/adapter_config.json', 'whole', createParamDecoder],
]

describe('damaged text logs', () => {
  it.each(formats)('2 000 mutations of %s', (_name, file, mode, open) => {
    const path = `/runs/${file}`
    const format = { open: (_file: unknown, sink: RunSink) => open(path, sink) }
    fuzzDecoder(format, { path, role: '', mode }, readFileSync(join(fixtures, 'text-logs', file)), 7)
  })

  it('passes over a line without an end, and reads on behind it', () => {
    const long = Buffer.concat([
      Buffer.from('{"step":1,"loss":2}\n'),
      Buffer.alloc(9_000_000, 120),
      Buffer.from('\n{"step":2,"loss":3}\n'),
    ])
    const format = { open: (_file: unknown, sink: RunSink) => createJsonlDecoder(sink) }
    const { sink } = decode(format, { path: '/x', role: '', mode: 'append' }, long, 2 ** 18)
    expect(sink.latest.get('loss')).toMatchObject({ step: 2, value: 3 })
    expect(sink.malformedCount).toBe(1)
  })
})
