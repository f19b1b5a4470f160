import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEvidentlySource } from '../../../../../main/sources/evidently/source'
import type { SourceBatch } from '../../../../../main/sources/source'
import { openDatabase, openReadonly } from '../../../../../main/store/sqlite-binding'
import { treeOf } from '../../../../support/tree'

const fixtures = fileURLToPath(new URL('../../../../fixtures/evidently', import.meta.url))
const snapshot = (name: string) => readFileSync(join(fixtures, name))
const project = '01a20ad7fb4a7647869653a9a994fc9c'
const hexId = (last: number) => `01a20ad7fb537c7ea779${String(last).padStart(12, '0')}`

let folder = ''
let root = ''
let temporaryFolder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidently-sql-'))
  root = join(folder, 'store')
  temporaryFolder = join(folder, 'copies')
  mkdirSync(root)
  mkdirSync(temporaryFolder)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The tables as SQLAlchemy creates them for 0.7.21, and two snapshots; `blob_size` is 0 there too. */
function build(journalMode: 'delete' | 'wal') {
  const database = openDatabase(join(root, 'evidently.db'))
  database.pragma(`journal_mode = ${journalMode}`)
  database.exec(`
    CREATE TABLE projects (id CHAR(32) NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, created_at DATETIME);
    CREATE TABLE snapshots (id CHAR(32) NOT NULL PRIMARY KEY, project_id CHAR(32) NOT NULL, name VARCHAR,
      timestamp DATETIME NOT NULL, metadata_json JSON NOT NULL, tags JSON NOT NULL, blob_path VARCHAR NOT NULL,
      blob_size INTEGER NOT NULL);
    CREATE TABLE blobs (id VARCHAR NOT NULL PRIMARY KEY, data BLOB NOT NULL, size INTEGER NOT NULL);
    INSERT INTO projects VALUES ('${project}', 'credit', NULL);`)
  const add = (last: number, content: Buffer) => {
    const path = `p/${last}.json`
    database.prepare('INSERT INTO blobs VALUES (?, ?, ?)').run(path, content, content.length)
    database
      .prepare(
        `INSERT INTO snapshots VALUES (?, ?, 'nightly run', '2025-03-01 08:30:00', '{}', '["sql"]', ?, 0)`,
      )
      .run(hexId(last), project, path)
  }
  add(1, snapshot('v2-0.7.21/drift.dump.json'))
  add(2, snapshot('legacy-0.6.7/drift.snap.json'))
  return { database, add }
}

function open(location: string) {
  const services = { now: () => 4e12, breathe: async () => {}, delay: async () => {}, log: () => {} }
  const spec = { id: 'ev', kind: 'evidently', location, root } as const
  const source = createEvidentlySource({ spec, services, openReadonly, temporaryFolder })
  return async () => {
    const batches: SourceBatch[] = []
    const outcome = await source.poll({
      signal: new AbortController().signal,
      emit: (batch) => batches.push(batch),
    })
    return {
      outcome,
      reports: batches.flatMap((batch) => batch.reports ?? []),
      removed: batches.flatMap((batch) => batch.removed?.reportIds ?? []),
    }
  }
}

describe('the database of evidently ui', () => {
  it.each([['delete'], ['wal']] as const)(
    'is read in %s mode, incrementally and without a trace',
    async (mode) => {
      const { database, add } = build(mode)
      const before = treeOf(root)
      const poll = open(root)
      const first = await poll()
      expect(first.outcome).toMatchObject({ ok: true, value: { full: true, problems: [] } })
      const found = first.reports.map(
        ({ id, family, format, project: of, title, tags, datasetDrift, timeIsFrom }) => {
          return [id, family, format, of, title, tags[0], datasetDrift, timeIsFrom]
        },
      )
      expect(found.sort()).toEqual([
        [`evidently.db#${hexId(1)}`, 'v2', 'sqlite', 'credit', 'drift', 'nightly', true, 'content'],
        [`evidently.db#${hexId(2)}`, 'legacy', 'sqlite', 'credit', 'DataDriftPreset', 'sql', true, 'content'],
      ])
      expect((await poll()).reports).toEqual([])
      expect(treeOf(root)).toEqual(before)
      expect(readdirSync(temporaryFolder)).toEqual([])

      add(3, snapshot('legacy-0.6.7/tests.snap.json'))
      expect((await poll()).reports.map((report) => report.id)).toEqual([`evidently.db#${hexId(3)}`])
      database.prepare('DELETE FROM snapshots WHERE id = ?').run(hexId(1))
      expect((await poll()).removed).toEqual([`evidently.db#${hexId(1)}`])
      database.close()
    },
  )

  it('reads the other snapshots when one is damaged or has lost its content', async () => {
    const { database, add } = build('delete')
    add(4, Buffer.from('{"metric_results": {'))
    database.prepare(`DELETE FROM blobs WHERE id = 'p/1.json'`).run()
    database.close()
    const { reports, outcome } = await open(join(root, 'evidently.db'))()
    expect(reports.map((report) => report.id)).toEqual([`evidently.db#${hexId(2)}`])
    expect(outcome).toMatchObject({
      ok: true,
      value: { problems: [{ code: 'corrupt' }, { code: 'corrupt' }] },
    })
  })

  it('leaves other databases alone in a folder, and refuses them as a source', async () => {
    const other = openDatabase(join(root, 'evidently-notes.db'))
    other.exec('CREATE TABLE runs (id INTEGER)')
    other.close()
    writeFileSync(join(root, 'mlflow.db'), 'SQLite format 3\0')
    expect((await open(root)()).outcome).toMatchObject({ ok: true, value: { problems: [] } })
    const alone = await open(join(root, 'evidently-notes.db'))()
    expect(alone.outcome).toMatchObject({ ok: false, error: { code: 'unsupported' } })
  })

  it('says that it waits for a database that is being written', async () => {
    const { database } = build('delete')
    database.exec('BEGIN EXCLUSIVE')
    const { outcome } = await open(root)()
    expect(outcome).toMatchObject({ ok: true, value: { problems: [{ code: 'locked' }] } })
    database.exec('COMMIT')
    database.close()
  })
})
