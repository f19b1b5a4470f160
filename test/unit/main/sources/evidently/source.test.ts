import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEvidentlySource } from '../../../../../main/sources/evidently/source'
import type { PollRequest, SourceBatch, SourceServices } from '../../../../../main/sources/source'
import { treeOf } from '../../../../support/tree'

const fixtures = fileURLToPath(new URL('../../../../fixtures/evidently', import.meta.url))
const fixture = (name: string) => readFileSync(join(fixtures, name), 'utf8')
const uuid = (last: number) => `01a207b0-48d4-7c75-a8ab-${String(last).padStart(12, '0')}`
const never = new AbortController().signal

let root = ''
let delays: (() => void)[] = []
/** Far after every file's mtime, unless a test moves it. */
let now = 4e12
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'evidently-source-'))
  delays = []
  now = 4e12
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const services: SourceServices = {
  now: () => now,
  breathe: () => Promise.resolve(),
  delay: () => {
    delays.shift()?.()
    return Promise.resolve()
  },
  log: () => undefined,
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function open(location = root) {
  const source = createEvidentlySource({ spec: { id: 'ev', kind: 'evidently', location, root }, services })
  const poll = async (request: Partial<PollRequest> = {}) => {
    const batches: SourceBatch[] = []
    const outcome = await source.poll({ signal: never, emit: (batch) => batches.push(batch), ...request })
    return {
      outcome,
      batches,
      reports: batches.flatMap((batch) => batch.reports ?? []),
      removed: batches.flatMap((batch) => batch.removed?.reportIds ?? []),
    }
  }
  return { source, poll }
}

describe('reports in a folder', () => {
  it('delivers every report once, with its place, time and project', async () => {
    const ws = 'mlops/workspace/lora/monitoring/lora'
    write(`${ws}/drift/drift_report_20250302_091712.html`, fixture('legacy-0.6.7/drift.html'))
    write(`${ws}/performance/performance_report_20250303_091712.html`, fixture('legacy-0.6.7/cls.html'))
    write('mlops/monitoring/workspace/style/any.json', fixture('legacy-0.6.7/tests.json'))
    write('package.json', '{"name": "x", "tests": {"a": 1}}')
    write('plot.html', '<html>nothing of ours</html>')
    const { outcome, reports } = await open().poll()
    expect(outcome).toEqual({
      ok: true,
      value: { full: true, problems: [], message: '3 reports, 2 projects' },
    })
    const found = reports.map(({ id, project, kind, format, timeIsFrom, createdAt }) => [
      id,
      project,
      kind,
      format,
      timeIsFrom,
      createdAt,
    ])
    expect(found.sort()).toEqual(
      [
        [
          `${ws}/drift/drift_report_20250302_091712.html`,
          'lora',
          'drift',
          'html',
          'name',
          new Date(2025, 2, 2, 9, 17, 12).getTime(),
        ],
        [
          `${ws}/performance/performance_report_20250303_091712.html`,
          'lora',
          'classification',
          'html',
          'name',
          new Date(2025, 2, 3, 9, 17, 12).getTime(),
        ],
        [
          'mlops/monitoring/workspace/style/any.json',
          'style',
          'tests',
          'results-json',
          'content',
          new Date(2025, 2, 1, 8, 30).getTime(),
        ],
      ].sort(),
    )
  })

  it('emits nothing when nothing changed, then only what did, then what is gone', async () => {
    write('a.json', fixture('legacy-0.6.7/drift.json'))
    write('b.json', fixture('legacy-0.6.7/drift.json'))
    const { poll } = open()
    await poll()
    expect(await poll()).toMatchObject({ batches: [], outcome: { ok: true, value: { full: false } } })
    write('b.json', fixture('legacy-0.6.7/tests.json'))
    write('c.html', fixture('v2-0.7.21/drift.html'))
    const second = await poll()
    expect(second.reports.map((report) => [report.id, report.kind]).sort()).toEqual([
      ['b.json', 'tests'],
      ['c.html', 'drift'],
    ])
    rmSync(join(root, 'a.json'))
    write('b.json', '{"metrics": "no report any more"}')
    expect((await poll()).removed.sort()).toEqual(['a.json', 'b.json'])
    expect((await poll()).batches).toEqual([])
  })

  it('reads the rest of a folder around files that are torn, empty or not allowed', async () => {
    write('good.json', fixture('v2-0.7.21/drift.json'))
    write('torn.json', fixture('v2-0.7.21/drift.json').slice(0, 900))
    write('empty.json', '')
    write('torn.html', fixture('v2-0.7.21/drift.html').slice(0, 900))
    const { poll } = open()
    const { outcome, reports } = await poll()
    expect(reports.map((report) => report.id)).toEqual(['good.json'])
    const problems = outcome.ok ? outcome.value.problems : []
    expect(problems.map((problem) => [problem.location, problem.code]).sort()).toEqual([
      [join(root, 'empty.json'), 'corrupt'],
      [join(root, 'torn.html'), 'corrupt'],
      [join(root, 'torn.json'), 'corrupt'],
    ])
    expect(outcome).toMatchObject({ value: { message: '1 report; 3 files could not be read' } })
    // They are not read again and again, and stay problems until they change.
    const again = await poll()
    expect(again.outcome).toMatchObject({ value: { problems: { length: 3 } } })
    write('torn.json', fixture('v2-0.7.21/drift.json'))
    expect((await poll()).reports.map((report) => report.id)).toEqual(['torn.json'])
  })

  it('keeps what a report said while it is being written anew', async () => {
    write('a.json', fixture('legacy-0.6.7/drift.json'))
    const { poll, source } = open()
    await poll()
    write('a.json', fixture('legacy-0.6.7/drift.json').slice(0, 700))
    const torn = await poll()
    expect([torn.reports, torn.removed]).toEqual([[], []])
    const series = await source.series('a.json', ['drift_share'], never)
    expect(series.ok && [...series.value[0]!.value]).toEqual([0.6])
  })

  it('looks once more at a file that was caught half-written a moment ago', async () => {
    write('a.json', fixture('legacy-0.6.7/drift.json').slice(0, 700))
    const { poll } = open()
    now = Date.now()
    delays = [() => write('a.json', fixture('legacy-0.6.7/drift.json'))]
    const { reports, outcome } = await poll()
    expect(reports.map((report) => report.datasetDrift)).toEqual([true])
    expect(outcome).toMatchObject({ value: { problems: [] } })
  })

  it('dates results without a time by the snapshot of the same run beside them', async () => {
    write('run.json', fixture('v2-0.7.21/drift.json'))
    write('run.dump.json', fixture('v2-0.7.21/drift.dump.json'))
    write('old.html', fixture('v2-0.7.21/drift.html'))
    write('old.json', fixture('legacy-0.6.7/drift.json'))
    utimesSync(join(root, 'old.html'), 1_700_000_000, 1_700_000_000)
    const { reports } = await open().poll()
    const times = new Map(reports.map((report) => [report.id, [report.timeIsFrom, report.createdAt]]))
    const stated = new Date(2025, 2, 1, 8, 30).getTime()
    expect(times.get('run.json')).toEqual(['sibling', stated])
    expect(times.get('run.dump.json')).toEqual(['content', stated])
    // Written months apart: another run that happens to have the same name.
    expect(times.get('old.html')).toEqual(['file', 1_700_000_000_000])
  })

  it('gives the history of a series in the order of the data, whenever the files were written', async () => {
    for (const [at, share] of [
      ['03', 0.6],
      ['01', 0.2],
      ['02', 0.4],
    ] as const) {
      const text = fixture('legacy-0.6.7/drift.json')
        .replace('2025-03-01', `2025-03-${at}`)
        .replaceAll('"share_of_drifted_columns": 0.6', `"share_of_drifted_columns": ${share}`)
      write(`drift_202503${at}.json`, text)
    }
    write('other_name.json', fixture('legacy-0.6.7/drift.json'))
    const { poll, source } = open()
    await poll()
    const series = await source.series(
      'drift_20250301.json',
      ['drift_share', 'feature/age', 'metric/none'],
      never,
    )
    if (!series.ok) throw new Error('no series')
    const [share, age, none] = series.value
    expect([...share!.value]).toEqual([0.2, 0.4, 0.6])
    expect([...share!.step]).toEqual([0, 1, 2])
    expect([...share!.timestamp]).toEqual([1, 2, 3].map((day) => new Date(2025, 2, day, 8, 30).getTime()))
    expect([age!.value.length, none!.value.length]).toEqual([3, 0])
    const unknown = await source.series('no such report', ['drift_share'], never)
    expect(unknown).toMatchObject({ ok: true, value: [{ key: 'drift_share' }] })
    expect(await source.pathOf('drift_20250301.json')).toBe(join(root, 'drift_20250301.json'))
    expect(await source.pathOf('no such report')).toBeNull()
  })

  it('reads only the reports asked for, and the others with the next whole poll', async () => {
    write('a.json', fixture('legacy-0.6.7/drift.json'))
    write('b.json', fixture('legacy-0.6.7/drift.json'))
    const { poll } = open()
    await poll()
    write('a.json', fixture('legacy-0.6.7/tests.json'))
    write('b.json', fixture('legacy-0.6.7/tests.json'))
    const only = await poll({ onlyRunIds: ['b.json', 'no such report'] })
    expect(only.reports.map((report) => report.id)).toEqual(['b.json'])
    expect((await poll()).reports.map((report) => report.id)).toEqual(['a.json'])
  })

  it('hands many reports over in batches, stops when told to, and delivers all the next time', async () => {
    for (let at = 0; at < 450; at++) write(`many/${at}.json`, fixture('v2-0.7.21/plain.json'))
    const { poll } = open()
    const stop = new AbortController()
    const half = await poll({ signal: stop.signal, emit: () => stop.abort() })
    expect(half.outcome).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    const { outcome, batches, reports } = await poll()
    expect(outcome).toMatchObject({ ok: true, value: { full: true } })
    expect(new Set(reports.map((report) => report.id)).size).toBe(450)
    expect(Math.max(...batches.map((batch) => batch.reports?.length ?? 0))).toBeLessThanOrEqual(300)
    expect((await poll({ signal: stop.signal })).outcome).toMatchObject({ error: { code: 'cancelled' } })
  })

  it('fails in one sentence when the folder is missing, also later, and reports nothing as removed', async () => {
    write('folder/a.json', fixture('v2-0.7.21/plain.json'))
    const { poll } = open(join(root, 'folder'))
    await poll()
    renameSync(join(root, 'folder'), join(root, 'moved'))
    const gone = await poll()
    expect(gone).toMatchObject({ batches: [], outcome: { ok: false, error: { code: 'not-found' } } })
    renameSync(join(root, 'moved'), join(root, 'folder'))
    expect(await poll()).toMatchObject({ batches: [], outcome: { ok: true } })
  })

  it('leaves the folder as it was, to the last byte', async () => {
    cpSync(fixtures, join(root, 'all'), { recursive: true })
    const before = treeOf(root)
    const { poll, source } = open()
    const { reports } = await poll()
    await poll()
    await source.series(reports[0]!.id, ['drift_share'], never)
    await source.dispose()
    expect(reports.length).toBeGreaterThan(20)
    expect(treeOf(root)).toEqual(before)
  })
})

describe('a workspace of evidently ui', () => {
  beforeEach(() => {
    write(`${uuid(1)}/metadata.json`, JSON.stringify({ id: uuid(1), name: 'credit', version: '2' }))
    write(`${uuid(1)}/dashboard.json`, '{"tabs": [], "panels": [], "tests": []}')
    write(`${uuid(1)}/snapshots/${uuid(10)}.json`, fixture('v2-0.7.21/drift.dump.json'))
    write(`${uuid(1)}/snapshots/${uuid(10)}.links.json`, '{"input": {}, "output": {}}')
    write(`${uuid(1)}/datasets/${uuid(20)}/metadata.json`, '{"metrics": [')
    write(`${uuid(2)}/metadata.json`, '{"id": "torn')
    write(`${uuid(2)}/snapshots/${uuid(11)}.json`, fixture('legacy-0.6.7/drift.snap.json'))
    write(`${uuid(2)}/snapshots/${uuid(12)}.json`, fixture('legacy-0.6.7/tests.snap.json'))
  })

  it('reads both families side by side, each with its project, and tests as a series of their own', async () => {
    const { outcome, reports } = await open().poll()
    expect(outcome).toMatchObject({ value: { problems: [] } })
    const found = reports.map(({ file, project, family, format, seriesKey }) => [
      file.slice(-7),
      project,
      family,
      format,
      seriesKey,
    ])
    expect(found.sort()).toEqual([
      ['10.json', 'credit', 'v2', 'workspace', `${uuid(1)}/snapshots`],
      ['11.json', null, 'legacy', 'workspace', `${uuid(2)}/snapshots`],
      ['12.json', null, 'legacy', 'workspace', `${uuid(2)}/snapshots#tests`],
    ])
  })

  it('delivers the reports of a project anew when it is renamed', async () => {
    const { poll } = open()
    await poll()
    write(`${uuid(1)}/metadata.json`, JSON.stringify({ id: uuid(1), name: 'credit risk' }))
    expect((await poll()).reports.map((report) => report.project)).toEqual(['credit risk'])
  })
})

describe('a single file', () => {
  it('is read like a folder of one', async () => {
    write('one.html', fixture('legacy-0.6.7/drift.html'))
    const { poll } = open(join(root, 'one.html'))
    expect(await poll()).toMatchObject({
      reports: [{ id: 'one.html', datasetDrift: true }],
      outcome: { ok: true },
    })
    expect((await poll()).batches).toEqual([])
  })

  it.each([
    ['other.json', '{"name": "x"}', 'unsupported'],
    ['torn.json', '{"metrics": [', 'corrupt'],
    ['missing.json', null, 'not-found'],
  ])('%s fails as a whole', async (name, text, code) => {
    if (text !== null) write(name, text)
    const { outcome, reports } = await open(join(root, name)).poll()
    expect([outcome, reports]).toMatchObject([{ ok: false, error: { code } }, []])
  })
})
