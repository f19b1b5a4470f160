import { filledTextOf, statusOf, stageOf, textOf, timeOf, type Row } from './cells'
import type { RunPlace } from './artifact-locator'
import type { Connection } from './connection'
import { fingerprintOf } from './fingerprint'
import type { Reading } from './reading'
import { columnOr, type MlflowSchema } from './schema'
import type { LifecycleStage, RunStatus } from '../../../shared/model/run'

/** A row of `runs`, which MLflow updates in place. */
export interface RunRow {
  readonly rowid: number
  readonly runId: string
  readonly experimentId: string
  readonly name: string | null
  readonly status: RunStatus
  readonly startTime: number | null
  readonly endTime: number | null
  readonly lifecycleStage: LifecycleStage
  readonly userName: string | null
  readonly artifactUri: string | null
  /** Worked out when it is first asked for: a first page is handed over before. */
  readonly fingerprint: number
}

function selectRuns(schema: MlflowSchema): string {
  const columns = ['name', 'status', 'start_time', 'end_time', 'lifecycle_stage', 'user_id', 'artifact_uri']
  const experiment = schema.hasColumn('runs', 'experiment_id') ? 'CAST(runs.experiment_id AS TEXT)' : 'NULL'
  return `SELECT runs.rowid, runs.run_uuid, ${experiment}, ${columns.map((name) => columnOr(schema, 'runs', name)).join(', ')} FROM runs`
}

function runRowOf(row: Row): RunRow | null {
  const [rowid, runId, experimentId, name, status, startTime, endTime, stage, user, uri] = row
  const id = filledTextOf(runId)
  if (id === null || typeof rowid !== 'number') return null
  const end = timeOf(endTime)
  let fingerprint: number | null = null
  return {
    rowid,
    runId: id,
    experimentId: textOf(experimentId) ?? '',
    name: filledTextOf(name),
    status: statusOf(status, end),
    startTime: timeOf(startTime),
    endTime: end,
    lifecycleStage: stageOf(stage),
    userName: filledTextOf(user),
    artifactUri: filledTextOf(uri),
    get fingerprint() {
      return (fingerprint ??= fingerprintOf(row))
    },
  }
}

function runRowsOf(rows: readonly Row[]): RunRow[] {
  return rows.map(runRowOf).filter((row) => row !== null)
}

/** All runs in pages, newest first, so that what the user looks for appears before the rest is read. */
export async function* pagesOfRunRows(
  reading: Reading,
  pageRows: () => number,
): AsyncGenerator<readonly RunRow[]> {
  let below = Number.MAX_SAFE_INTEGER
  for (;;) {
    const limit = pageRows()
    const page = await reading.slice(({ rows, schema }) =>
      rows(`${selectRuns(schema)} WHERE runs.rowid < ? ORDER BY runs.rowid DESC LIMIT ?`, below, limit),
    )
    const last = page.at(-1)?.[0]
    // A damaged tree can lead in circles; rowids that do not fall end it.
    if (typeof last !== 'number' || last >= below) return
    below = last
    yield runRowsOf(page)
  }
}

/** The rows of these runs; those that are gone are missing. */
export function runRowsById(connection: Connection, runIds: readonly string[]): RunRow[] {
  return runRowsOf(
    connection.rows(
      `${selectRuns(connection.schema)} WHERE runs.run_uuid IN (SELECT value FROM json_each(?)) ORDER BY runs.rowid DESC`,
      JSON.stringify(runIds),
    ),
  )
}

/** Where the run's artifacts were recorded; null for an unknown run. */
export function runPlace(connection: Connection, runId: string): RunPlace | null {
  const row = runRowsById(connection, [runId])[0]
  return row === undefined ? null : { uri: row.artifactUri, experimentId: row.experimentId, runId: row.runId }
}
