import { describe, expect, it } from 'vitest'
import {
  candidatePlace,
  candidateWords,
  withChosen,
} from '../../../../renderer/components/domain/candidate-words'
import type { RootCandidate } from '../../../../shared/model/source'

const candidate: RootCandidate = {
  ...{ id: 'x', kind: 'tensorboard', location: '/data/a/runs', root: '/data' },
  ...{ counts: { experiments: 1, runs: 14, others: 0 }, isWhole: true, newestAt: null, problem: null },
}
const none = { experiments: 0, runs: 0, others: 0 }

describe('a candidate in words', () => {
  it.each<[string, Partial<RootCandidate>, string]>([
    ['counted', {}, '14 runs in 1 experiment'],
    ['counted in part', { isWhole: false }, 'at least 14 runs in 1 experiment'],
    ['not counted', { isWhole: false, counts: none }, 'not counted: large'],
    ['empty', { counts: none }, 'empty'],
    ['of projects', { counts: { ...none, others: 3 } }, '3 items'],
    ['broken', { problem: 'x.db is damaged.' }, 'x.db is damaged.'],
  ])('%s', (_name, part, words) => {
    expect(candidateWords({ ...candidate, ...part }, String)).toBe(words)
  })

  it('says where it is below the folder', () => {
    expect(candidatePlace(candidate)).toBe('a/runs')
    expect(candidatePlace({ ...candidate, location: '/data' })).toBe('the folder itself')
  })

  it('keeps what was excluded elsewhere', () => {
    expect(withChosen(['/b', '/data/x'], ['/data/x', '/data/y'], new Set(['/data/x']))).toEqual([
      '/b',
      '/data/y',
    ])
  })
})
