import { describe, expect, it } from 'vitest'
import { createAggregator } from '../../../../main/engine/aggregator'
import { emptyCatalog } from '../../../../shared/model/snapshot'
import type { AppSnapshot } from '../../../../shared/model/snapshot'
import type { SourceState, SourceStatus } from '../../../../shared/model/source'
import { createFakeClock } from '../../../support/fake-clock'

function source(state: SourceState): SourceStatus {
  const counts = { experiments: 0, runs: 0, models: 0, reports: 0 }
  return {
    id: 's',
    kind: 'mlflow-file',
    location: '/s',
    root: '/s',
    state,
    lastGoodAt: null,
    message: '',
    problems: [],
    counts,
  }
}

describe('the aggregator', () => {
  function make() {
    const clock = createFakeClock()
    const aggregator = createAggregator({ clock })
    const sent: AppSnapshot[] = []
    aggregator.onSnapshot((snapshot) => sent.push(snapshot))
    return { clock, aggregator, sent }
  }
  it('sends the first news at once and then at most one snapshot a second, always the latest', () => {
    const { clock, aggregator, sent } = make()
    aggregator.setCatalog({ ...emptyCatalog, revision: 1 })
    clock.advance(0)
    expect(sent.map((snapshot) => snapshot.catalog.revision)).toEqual([1])
    for (let revision = 2; revision <= 50; revision++) {
      aggregator.setCatalog({ ...emptyCatalog, revision })
      clock.advance(10)
    }
    clock.advance(2_000)
    expect(sent.map((snapshot) => snapshot.catalog.revision)).toEqual([1, 50])
  })
  it('is quicker while a source is first read', () => {
    const { clock, aggregator, sent } = make()
    aggregator.setSources([source('reading')])
    for (let step = 0; step < 100; step++) {
      aggregator.setCatalog({ ...emptyCatalog, revision: step })
      clock.advance(10)
    }
    expect(sent.length).toBeGreaterThanOrEqual(4)
    expect(sent.length).toBeLessThanOrEqual(5)
  })
  it('shows that the database takes in nothing as long as it is so, beside what was said before', () => {
    const { aggregator } = make()
    aggregator.addNotice('n')
    aggregator.setTrouble('database', 'The disk is full.')
    aggregator.addNotice('m')
    expect(aggregator.current().notices).toEqual(['n', 'm', 'The disk is full.'])
    aggregator.setTrouble('database', null)
    expect(aggregator.current().notices).toEqual(['n', 'm'])
  })
  it('numbers snapshots without a repeat and keeps the other parts', () => {
    const { clock, aggregator, sent } = make()
    aggregator.setSources([source('ok')])
    clock.advance(1_000)
    aggregator.setThread({ name: 'data', state: 'running', message: null })
    clock.advance(1_000)
    aggregator.addNotice('n')
    aggregator.addNotice('n')
    clock.advance(5_000)
    const seqs = sent.map((snapshot) => snapshot.seq)
    expect(new Set(seqs).size).toBe(seqs.length)
    expect(sent.at(-1)).toMatchObject({ sources: [{ id: 's' }], threads: [{ name: 'data' }], notices: ['n'] })
  })
})
