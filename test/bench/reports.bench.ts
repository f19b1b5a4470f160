import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readReportFile } from '../../main/sources/evidently/read-report-file'
import { createEvidentlySource } from '../../main/sources/evidently/source'
import { createServices } from '../../main/sources/services'
import { sourceIdOf } from '../../main/sources/source-id'
import { trackSource, type TrackedSource } from '../../main/sources/tracked-source'
import { createCatalog, type Catalog } from '../../main/store/catalog'
import { openAppDatabase } from '../../main/store/open'
import { openReadonly } from '../../main/store/sqlite-binding'
import { systemClock } from '../../shared/clock'
import { findPython } from '../live/python.mjs'
import { projectRoot } from '../support/paths'
import { runPeer } from './support/mlflow-peer'
import { median, quantile, report } from './report'
import { ok } from '../../shared/result'

const fixtures = join(projectRoot, 'test/fixtures/evidently')
const projects = 5
const reportsEach = 1_000
const peerReports = 200

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-bench-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A workspace as `evidently ui` keeps it: each snapshot a file, 6 minutes apart. */
function writeWorkspace(location: string, count: number): void {
  const snapshot = readFileSync(join(fixtures, 'legacy-0.6.7/drift.snap.json'), 'utf8')
  for (let project = 0; project < projects; project++) {
    const id = randomUUID()
    const home = join(location, id)
    mkdirSync(join(home, 'snapshots'), { recursive: true })
    const metadata = { id, name: `project ${project}`, dashboard: { name: 'd', panels: [], tabs: [] } }
    writeFileSync(join(home, 'metadata.json'), JSON.stringify(metadata))
    for (let at = 0; at < count; at++) {
      const name = randomUUID()
      const time = new Date(Date.UTC(2026, 0, 1) + at * 360_000).toISOString().slice(0, 23)
      const text = snapshot
        .replace(/"id": ?"[0-9a-f-]{36}"/, `"id": "${name}"`)
        .replace(/"timestamp": ?"[^"]*"/, `"timestamp": "${time}"`)
      writeFileSync(join(home, 'snapshots', `${name}.json`), text)
    }
  }
}

interface Watch {
  readonly catalog: Catalog
  readonly source: TrackedSource
  close(): Promise<void>
}

/** The real source, and the real catalogue on disk, as their threads put them together. */
function watch(location: string, database: string): Watch {
  const opened = openAppDatabase({ path: database, now: systemClock.now(), log: () => {} })
  const catalog = createCatalog({
    database: opened.database,
    clock: systemClock,
    onSummary: () => {},
    onRunsChanged: () => {},
  })
  const spec = { id: sourceIdOf('evidently', location), kind: 'evidently', location, root: location } as const
  catalog.setSources([spec], [])
  const done = Promise.resolve(ok(null))
  const createAnew = () =>
    createEvidentlySource({
      spec,
      services: createServices({ clock: systemClock, log: () => {} }),
      openReadonly,
      temporaryFolder: folder,
    })
  const source = trackSource({
    source: createAnew(),
    createAnew,
    feed: {
      apply: (...batch) => (catalog.apply(...batch), done),
      sweep: (...generation) => (catalog.sweep(...generation), done),
      markGood: (...state) => (catalog.markGood(...state), done),
    },
    clock: systemClock,
    log: () => {},
    onStatus: () => {},
  })
  return {
    catalog,
    source,
    async close() {
      await source.dispose()
      catalog.dispose()
      opened.database.close()
    },
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** What reading the bytes alone costs: the floor under any loader. */
function bytesMs(location: string, files: readonly string[]): number {
  const startedAt = performance.now()
  for (const file of files) readFileSync(file)
  expect(files.every((file) => file.startsWith(location))).toBe(true)
  return performance.now() - startedAt
}

it('indexes 5 000 reports into the catalogue, and sees at once that nothing changed', async () => {
  const location = join(folder, 'workspace')
  writeWorkspace(location, reportsEach)
  const count = projects * reportsEach
  const watched = watch(location, join(folder, 'sextant.db'))
  const first = await timed(() => watched.source.poll())
  const records = watched.catalog.reports.records(undefined)
  expect(records).toHaveLength(count)
  expect(records.every((one) => one.datasetDrift === true && one.features.length === 5)).toBe(true)
  const again: number[] = []
  for (let round = 0; round < 9; round++) again.push(await timed(() => watched.source.poll()))
  await watched.close()
  report(
    '5 000 reports of a workspace into the catalogue',
    {
      'first ms': first,
      'reading their bytes ms': bytesMs(
        location,
        records.map((one) => one.file),
      ),
      'unchanged ms': median(again),
      'slowest unchanged ms': Math.max(...again),
    },
    '≤ 10 000 ms; unchanged ≤ 100 ms',
  )
}, 300_000)

it('reads the head of a 4 MB page only', () => {
  const figures: Record<string, number> = {}
  for (const version of ['legacy-0.6.7', 'v2-0.7.21']) {
    const path = join(folder, `${version}.html`)
    const page = readFileSync(join(fixtures, version, 'drift.html'), 'utf8')
    const large = page
      .replace('/* the icon font was here */', `/* ${'A'.repeat(126_000)} */`)
      .replace('/* the library was here */', `/* ${'x'.repeat(4_000_000)} */`)
    expect(large.length).toBeGreaterThan(4_000_000)
    writeFileSync(path, large)
    const times: number[] = []
    for (let round = 0; round < 50; round++) {
      const startedAt = performance.now()
      const read = readReportFile(path, statSync(path).size)
      times.push(performance.now() - startedAt)
      expect(read).toMatchObject({ ok: true, value: { shape: 'html' } })
    }
    figures[`${version} ms`] = median(times)
    figures[`${version} first ms`] = times[0] ?? NaN
    figures[`${version} p95 ms`] = quantile(times, 0.95)
  }
  report('the data of a 4 MB HTML report', figures, '≤ 50 ms')
})

it('loads a workspace many times faster than Evidently’s own loader', async () => {
  const found = await findPython({ root: projectRoot, name: 'evidently', version: '0.6.7', log: console.log })
  if ('reason' in found) {
    console.log(`The peer is left out: ${found.reason}`)
    return
  }
  const location = join(folder, 'peer')
  writeWorkspace(location, peerReports)
  const watched = watch(location, join(folder, 'peer.db'))
  const ours = await timed(() => watched.source.poll())
  expect(watched.catalog.reports.records(undefined)).toHaveLength(projects * peerReports)
  await watched.close()
  const theirs = runPeer<{ ms: number; reports: number }>(found.python, 'load_reports.py', [location])
  expect(theirs.reports).toBe(projects * peerReports)
  report(
    '1 000 reports of a workspace against Evidently’s loader',
    { 'Evidently ms': theirs.ms, 'ours ms': ours, 'times faster': theirs.ms / ours },
    'faster, catalogue included',
  )
}, 300_000)
