import { describe, expect, it } from 'vitest'
import { asksForHelp, parseSnapshotArguments } from '../../../../main/cli/arguments'

describe('the snapshot command line', () => {
  it('resolves places from where the user stands, and leaves URLs alone', () => {
    const args = ['--repo-root', 'repo', '--source', '/abs/mlflow.db', '--source', 'http://127.0.0.1:5000/x']
    expect(parseSnapshotArguments(args, '/home/me')).toEqual({
      ok: true,
      value: {
        places: ['/home/me/repo', '/abs/mlflow.db', 'http://127.0.0.1:5000/x'],
        project: null,
        history: null,
      },
    })
  })
  it('reads the current folder when no place is named', () => {
    const parsed = parseSnapshotArguments(['--project', 'p', '--history', 'r', 'loss'], '/home/me')
    expect(parsed).toMatchObject({
      ok: true,
      value: { places: ['/home/me'], project: 'p', history: { runId: 'r', key: 'loss' } },
    })
  })
  it.each([
    [['--source']],
    [['--history', 'r']],
    [['--nonsense', 'x']],
    [['positional', 'x']],
    [['--source', '']],
  ])('refuses %j with the usage', (args) => {
    const parsed = parseSnapshotArguments(args, '/')
    expect(parsed.ok ? '' : parsed.error.message).toContain('Usage: npm run -s snapshot')
  })
  it.each([
    [['/a/folder'], '/a/folder is not understood.'],
    [['--source', ''], '--source needs a value.'],
    [['--history', 'r', ''], '--history needs a run id and a metric.'],
    [['--source', 'ftp://lab/x'], 'ftp://lab/x is not an address that Sextant reads'],
  ])('says of %j what is wrong with it', (args, sentence) => {
    const parsed = parseSnapshotArguments(args, '/home/me')
    expect(parsed.ok ? '' : parsed.error.message).toContain(sentence)
  })
  it('knows both words for help', () => {
    expect([['-h'], ['--source', '/x', '--help'], ['--source', '/x']].map(asksForHelp)).toEqual([
      true,
      true,
      false,
    ])
  })
  it('says what --history lacks', () => {
    const parsed = parseSnapshotArguments(['--history', 'r'], '/')
    expect(parsed.ok ? '' : parsed.error.message).toContain('--history needs a run id and a metric.')
  })
})
