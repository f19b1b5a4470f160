import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, type SqliteDatabase } from '../../../main/store/sqlite-binding'
import { fixtures } from '../../support/paths'
import { peerPython } from './mlflow-peer'
import { keptStore, seeded, storeStartsAt } from './stores'

export interface SqliteStoreShape {
  readonly runs: number
  readonly metrics: number
  /** Of each metric of each run. */
  readonly points: number
}

/** 100 000 runs and 5 million metric rows: the store of the goals. */
export const usualSqliteShape: SqliteStoreShape = { runs: 100_000, metrics: 5, points: 10 }

/** The one run of `curve` with a million points, in a store of its own. */
export const curveRunId = 'c0ffee'.padEnd(32, '0')
export const curvePoints = 1_000_000

const experiments = 20
const statuses = ['FINISHED', 'FINISHED', 'FINISHED', 'FINISHED', 'FAILED', 'KILLED'] as const

/** An MLflow database of that shape, with the tables of the peer's MLflow, or of 3.10 where there is none. */
export async function largeSqliteStore(shape: SqliteStoreShape = usualSqliteShape): Promise<string> {
  const { runs, metrics, points } = shape
  const folder = await keptStore(`sqlite-${runs}-${metrics}-${points}`, async (at) => {
    const database = await createDatabase(join(at, 'mlflow.db'))
    database.transaction(() => {
      for (let id = 1; id <= experiments; id++) putExperiment(database, id, `experiment-${id}`)
      writeRuns(database, shape)
    })()
    database.close()
  })
  return join(folder, 'mlflow.db')
}

/** A database with one run that logged a million points of `loss`, and ten of `accuracy`. */
export async function curveSqliteStore(): Promise<string> {
  const folder = await keptStore('sqlite-curve', async (at) => {
    const database = await createDatabase(join(at, 'mlflow.db'))
    database.transaction(() => {
      putExperiment(database, 1, 'curve')
      const put = prepareRun(database)
      put(curveRunId, 1, 'a million points', 'FINISHED', storeStartsAt)
      const random = seeded(7)
      for (let step = 0; step < curvePoints; step++) {
        put.metric(
          'loss',
          curveRunId,
          storeStartsAt + step * 10,
          step,
          Math.exp(-step / 2e5) + random() * 0.05,
        )
      }
      put.latest('loss', curveRunId, storeStartsAt + curvePoints * 10, curvePoints - 1, 0.01)
    })()
    database.close()
  })
  return join(folder, 'mlflow.db')
}

async function createDatabase(path: string): Promise<SqliteDatabase> {
  const python = await peerPython()
  if (python !== null) {
    const made = spawnSync(python, ['-m', 'mlflow', 'db', 'upgrade', `sqlite:///${path}`], {
      encoding: 'utf8',
    })
    if (made.status !== 0) throw new Error(`mlflow db upgrade: ${made.stderr}`)
  }
  const database = openDatabase(path)
  if (python === null) database.exec(readFileSync(join(fixtures, 'mlflow-sqlite/1b5f0d9ad7c1.sql'), 'utf8'))
  for (const pragma of [
    'synchronous = OFF',
    'journal_mode = MEMORY',
    'cache_size = -400000',
    'foreign_keys = OFF',
  ])
    database.pragma(pragma)
  return database
}

function putExperiment(database: SqliteDatabase, id: number, name: string): void {
  database
    .prepare(
      `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
       VALUES (?, ?, ?, 'active', ?, ?)`,
    )
    .run(id, name, `/Users/me/mlruns/${id}`, storeStartsAt, storeStartsAt)
}

function prepareRun(database: SqliteDatabase) {
  const run = database.prepare(
    `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time,
       source_version, lifecycle_stage, artifact_uri, experiment_id)
     VALUES (?, ?, 'UNKNOWN', '', '', 'me', ?, ?, ?, '', 'active', ?, ?)`,
  )
  const param = database.prepare('INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)')
  const tag = database.prepare('INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)')
  const metric = database.prepare(
    'INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)',
  )
  const latest = database.prepare(
    'INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, 0, ?)',
  )
  const put = (id: string, experimentId: number, name: string, status: string, startedAt: number): void => {
    const artifacts = `/Users/me/mlruns/${experimentId}/${id}/artifacts`
    run.run(id, name, status, startedAt, startedAt + 50_000, artifacts, experimentId)
    tag.run('mlflow.runName', name, id)
  }
  return Object.assign(put, {
    param: (key: string, value: string, id: string) => void param.run(key, value, id),
    tag: (key: string, value: string, id: string) => void tag.run(key, value, id),
    metric: (key: string, id: string, at: number, step: number, value: number) =>
      void metric.run(key, value, at, id, step),
    latest: (key: string, id: string, at: number, step: number, value: number) =>
      void latest.run(key, value, at, step, id),
  })
}

function writeRuns(database: SqliteDatabase, { runs, metrics, points }: SqliteStoreShape): void {
  const put = prepareRun(database)
  const random = seeded(runs)
  for (let index = 0; index < runs; index++) {
    const id = index.toString(16).padStart(8, '0') + 'cd'.repeat(12)
    const startedAt = storeStartsAt + index * 1_000
    const status = statuses[Math.floor(random() * statuses.length)] ?? 'FINISHED'
    put(id, 1 + (index % experiments), `run-${index}`, status, startedAt)
    for (let key = 0; key < 10; key++) put.param(`param_${key}`, String((index * 7 + key) % 97), id)
    put.tag('team', index % 3 === 0 ? 'vision' : 'speech', id)
    put.tag('mlflow.source.name', 'train.py', id)
    put.tag('mlflow.user', 'me', id)
    if (index % 50 === 0) put.tag('mlflow.note.content', `Checked by hand; the ${index % 7}th attempt.`, id)
    for (let metric = 0; metric < metrics; metric++) {
      const key = metric === 0 ? 'loss' : `metric_${metric}`
      let value = 0
      for (let step = 0; step < points; step++) {
        value = Math.exp(-step / 4) + random() * 0.2
        put.metric(key, id, startedAt + step * 100, step, value)
      }
      put.latest(key, id, startedAt + points * 100 - 100, points - 1, value)
    }
  }
}
