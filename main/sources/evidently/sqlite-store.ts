import { basename } from 'node:path'
import { describeThrown, fail, ok, type Result } from '../../../shared/result'
import type { OpenReadonly, SqliteDatabase } from '../../store/sqlite-binding'
import { openWithoutTrace, type OpenedCopy } from './open-without-trace'
import { parseReportJson, type ParsedReport } from './parse-report'
import { parseTolerantJson } from './tolerant-json'

/** A snapshot in the database of `evidently ui` with `storage: {type: sql}` (0.7.16 and later). */
export interface StoredSnapshot {
  /** UUID without dashes. */
  readonly snapshotId: string
  readonly projectId: string
  readonly project: string | null
  /** Changes when the row was written again. */
  readonly stamp: string
}

export interface SnapshotStore {
  readonly snapshots: readonly StoredSnapshot[]
  read(snapshotId: string): Result<ParsedReport>
  close(): void
}

interface StoreOptions {
  readonly path: string
  readonly openReadonly: OpenReadonly
  /** For copies of databases in WAL mode, which must not be opened in place. */
  readonly temporaryFolder: string | null
}

/** 'unsupported' when the database is not Evidently's. Every read is over before the call returns. */
export function openSnapshotStore(options: StoreOptions): Result<SnapshotStore> {
  const name = basename(options.path)
  const opened = openWithoutTrace(options)
  if (!opened.ok) return opened
  try {
    const tables = new Set(
      column(opened.value.database, "SELECT name FROM sqlite_master WHERE type = 'table'"),
    )
    if (!['projects', 'snapshots', 'blobs'].every((table) => tables.has(table))) {
      opened.value.close()
      return fail('unsupported', `${name} is no database of Evidently.`)
    }
    return ok(storeOf(opened.value, name))
  } catch (thrown) {
    opened.value.close()
    return databaseFault(thrown, name)
  }
}

/** `blob_size` is written as 0; `length()` of a blob reads its header only, while the column after it would read it all. */
const listQuery = `
  SELECT s.id AS snapshotId, s.project_id AS projectId, p.name AS project, s.timestamp AS timestamp, length(b.data) AS size
  FROM snapshots s LEFT JOIN projects p ON p.id = s.project_id LEFT JOIN blobs b ON b.id = s.blob_path`
const readQuery = `
  SELECT b.data AS data, s.timestamp AS timestamp, s.name AS name, s.tags AS tags
  FROM snapshots s JOIN blobs b ON b.id = s.blob_path WHERE s.id = ?`

function storeOf(opened: OpenedCopy, name: string): SnapshotStore {
  const rows = opened.database.prepare(listQuery).all() as Readonly<Record<string, unknown>>[]
  return {
    snapshots: rows.map((row) => ({
      snapshotId: String(row['snapshotId']),
      projectId: String(row['projectId']),
      project: typeof row['project'] === 'string' ? row['project'] : null,
      stamp: `${String(row['size'])}:${String(row['timestamp'])}:${String(row['project'])}`,
    })),
    read(snapshotId) {
      try {
        const row = opened.database.prepare(readQuery).get(snapshotId) as
          Readonly<Record<string, unknown>> | undefined
        return row === undefined
          ? fail('corrupt', `A snapshot in ${name} has lost its content.`)
          : withColumns(parseReportJson(textOfBlob(row['data'])), row)
      } catch (thrown) {
        return databaseFault(thrown, name)
      }
    },
    close: () => opened.close(),
  }
}

function textOfBlob(data: unknown): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : String(data)
}

/** What the table states and the blob lacks. */
function withColumns(
  parsed: Result<ParsedReport>,
  row: Readonly<Record<string, unknown>>,
): Result<ParsedReport> {
  if (!parsed.ok) return parsed
  const { content, shape } = parsed.value
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  const tags = parseTolerantJson(text(row['tags']) ?? '[]')
  const stored =
    tags.ok && Array.isArray(tags.value) ? tags.value.filter((tag) => typeof tag === 'string') : []
  return ok({
    shape,
    content: {
      ...content,
      statedTime: content.statedTime ?? text(row['timestamp']),
      title: content.title ?? text(row['name']),
      tags: content.tags.length > 0 ? content.tags : stored,
    },
  })
}

function column(database: SqliteDatabase, sql: string): readonly unknown[] {
  return database.prepare(sql).pluck().all()
}

function databaseFault(thrown: unknown, name: string): ReturnType<typeof fail> {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const detail = describeThrown(thrown)
  if (/BUSY|LOCKED|READONLY_ROLLBACK|READONLY_RECOVERY/.test(code)) {
    return fail('locked', `${name} is being written; it is read again shortly.`, detail)
  }
  if (/CORRUPT|NOTADB/.test(code)) return fail('corrupt', `${name} is damaged.`, detail)
  return fail('unavailable', `${name} could not be read.`, detail)
}
