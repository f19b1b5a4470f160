import { describe, expect, it } from 'vitest'
import { rootWords } from '../../../../renderer/components/domain/root-words'
import { failedRootId, type SourceStatus } from '../../../../shared/model/source'

function source(root: string, location: string, more: Partial<SourceStatus> = {}): SourceStatus {
  return {
    id: location,
    kind: 'mlflow-file',
    location,
    root,
    state: 'ok',
    lastGoodAt: 1,
    message: '',
    problems: [],
    counts: { experiments: 0, runs: 0, models: 0, reports: 0 },
    ...more,
  }
}

const repo = [
  source('/repo', '/repo/mlruns'),
  source('/repo', '/repo/lab/mlflow.db', { state: 'stale' }),
  source('/other', '/other/mlruns'),
]

describe('the words of a root', () => {
  it.each([
    ['its sources and those in trouble', '/repo', repo, '2 sources, 1 not readable'],
    ['one source', '/other', repo, '1 source'],
    ['a folder within a watched one', '/repo/lab', repo, '1 source, counted with “repo”'],
    [
      'a folder around watched ones',
      '/all',
      [source('/all/a', '/all/a/mlruns'), source('/all/b', '/all/b')],
      '2 sources, counted with other folders',
    ],
    ['a link to a watched one, or nothing yet', '/link', repo, 'No sources of its own'],
    ['a name that only begins alike', '/rep', repo, 'No sources of its own'],
    [
      'a folder in which nothing can be read',
      '/empty',
      [source('/empty', '/empty', { id: failedRootId('/empty'), state: 'failed' })],
      'Nothing readable found yet',
    ],
  ])('tell %s', (_name, root, sources, words) => {
    expect(rootWords(root, sources)).toBe(words)
  })
})
