import { describe, expect, it } from 'vitest'
import { candidateColumns, presentColumns } from '../../../../renderer/components/domain/default-columns'
import { groupMetrics } from '../../../../renderer/components/domain/metric-groups'
import { newestMetrics } from '../../../../renderer/components/domain/newest-metrics'
import { cellOf, runElapsedMs, valueColumn } from '../../../../renderer/components/domain/run-columns'
import { createNumberFormats } from '../../../../renderer/format/numbers'
import { createTimeFormats } from '../../../../renderer/format/times'
import { aRow } from '../support/entities'

const format = { ...createNumberFormats('en-US'), ...createTimeFormats('en-GB', 'UTC') }
const now = 1_800_000_000_000
const metric = (value: number) => ({ value, step: 10, timestamp: now })

describe('cells', () => {
  it('tell absent from zero and from NaN', () => {
    const row = aRow(1, { metrics: { zero: metric(0), nan: metric(NaN) } })
    const text = (id: string) => cellOf(row, id, now, format).text
    expect([text('metrics.zero'), text('metrics.nan'), text('metrics.none'), text('params.none')]).toEqual([
      '0',
      'NaN',
      '–',
      '–',
    ])
  })

  it('carry the exact value and its step', () => {
    const row = aRow(1, { metrics: { loss: metric(1 / 3) } })
    expect(cellOf(row, 'metrics.loss', now, format).exact).toBe('0.3333333333333333 at step 10')
  })

  it('do not fall for keys that every object has', () => {
    expect(cellOf(aRow(1), 'metrics.constructor', now, format).text).toBe('–')
    expect(cellOf(aRow(1), 'params.__proto__', now, format).text).toBe('–')
  })

  it('keep dots in keys', () => {
    const row = aRow(1, { params: { 'optim.lr': '0.1' } })
    expect([cellOf(row, 'params.optim.lr', now, format).text, valueColumn('params.optim.lr').title]).toEqual([
      '0.1',
      'optim.lr',
    ])
  })
})

describe('runElapsedMs', () => {
  const running = { status: 'RUNNING', startTime: now - 5_000, endTime: null, isStale: false } as const
  it('ticks while it runs, and is not known when nobody knows the end', () => {
    expect(runElapsedMs(running, now)).toBe(5_000)
    expect(runElapsedMs({ ...running, isStale: true }, now)).toBeNull()
    expect(runElapsedMs({ ...running, status: 'KILLED' }, now)).toBeNull()
    expect(runElapsedMs({ ...running, startTime: null }, now)).toBeNull()
    expect(runElapsedMs({ ...running, startTime: now + 500 }, now)).toBe(0)
  })
})

describe('default columns', () => {
  const keys = [
    'system/cpu',
    'learning_rate',
    'accuracy',
    'train_loss',
    'val_loss',
    'apple_silicon_memory_gb',
    'f1',
  ]

  it('put losses first and the machine last', () => {
    expect(candidateColumns(keys, ['seed', 'learning_rate'])).toEqual([
      'metrics.val_loss',
      'metrics.train_loss',
      'metrics.accuracy',
      'metrics.f1',
      'metrics.learning_rate',
      'metrics.system/cpu',
      'metrics.apple_silicon_memory_gb',
      'params.learning_rate',
    ])
  })

  it('are those that the rows have', () => {
    const rows = [aRow(1, { metrics: { f1: metric(1) } }), aRow(2, { metrics: { 'system/cpu': metric(1) } })]
    expect(presentColumns(candidateColumns(keys, []), rows)).toEqual(['metrics.f1', 'metrics.system/cpu'])
  })
})

describe('rare columns', () => {
  it('come after those that most rows have', () => {
    const rows = Array.from({ length: 20 }, (_, index) =>
      aRow(index, { metrics: index === 0 ? { best_loss: metric(1), acc: metric(1) } : { acc: metric(1) } }),
    )
    expect(presentColumns(candidateColumns(['best_loss', 'acc'], []), rows)).toEqual([
      'metrics.acc',
      'metrics.best_loss',
    ])
  })
})

describe('groupMetrics', () => {
  it('groups by the part before "/", ungrouped first, the machine last', () => {
    const groups = groupMetrics([
      'system/cpu',
      'eval/bleu',
      'loss',
      'apple_silicon_mps',
      'layer10',
      'layer9',
      'a/b/c',
    ])
    expect(groups).toEqual([
      { name: '', keys: ['loss', 'layer9', 'layer10'] },
      { name: 'a', keys: ['a/b/c'] },
      { name: 'eval', keys: ['eval/bleu'] },
      { name: 'apple_silicon', keys: ['apple_silicon_mps'] },
      { name: 'system', keys: ['system/cpu'] },
    ])
  })
})

describe('newestMetrics', () => {
  it('prefers what training says over what the machine says', () => {
    const run = aRow(1, { metrics: { 'system/cpu': metric(60), lr: metric(1e-4), train_loss: metric(0.4) } })
    expect(newestMetrics(run, 2).map(({ key }) => key)).toEqual(['train_loss', 'lr'])
  })
})
