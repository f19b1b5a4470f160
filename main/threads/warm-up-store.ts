import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { mlflowSchema } from '../demo/mlflow-schema'
import type { SqliteDatabase } from '../store/sqlite-binding'

const runCount = 100
const [paramCount, metricCount] = [10, 5]

const eachRun = `WITH RECURSIVE run(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM run WHERE at < ${runCount - 1})`
const eachKey = (count: number) =>
  `${eachRun}, key(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM key WHERE at < ${count - 1})`
const runId = `printf('%032x', run.at)`

/** A small store as MLflow leaves it, to be read by ourselves before a user's. */
export function writeWarmUpStore(folder: string, openDatabase: (path: string) => SqliteDatabase): void {
  mkdirSync(folder, { recursive: true })
  const database = openDatabase(join(folder, 'mlflow.db'))
  try {
    database.exec(`PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; BEGIN; ${mlflowSchema}
      INSERT INTO experiments VALUES (1, 'Warm-up', '/nowhere/1', 'active', 1, 1);
      INSERT INTO runs (run_uuid, name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
        ${eachRun} SELECT ${runId}, 'run ' || at, 'me', 'FINISHED', 1000 * at, 1000 * at + 500, 'active',
          '/nowhere/1/' || ${runId} || '/artifacts', 1 FROM run;
      INSERT INTO params (key, value, run_uuid)
        ${eachKey(paramCount)} SELECT 'param ' || key.at, (run.at * 7 + key.at) % 97, ${runId} FROM run, key;
      INSERT INTO tags (key, value, run_uuid)
        ${eachKey(3)} SELECT 'tag ' || key.at, 'value ' || run.at % 3, ${runId} FROM run, key;
      INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
        ${eachKey(metricCount)} SELECT 'metric ' || key.at, run.at / 100.0, 1000 * run.at, 9, 0, ${runId} FROM run, key;
      COMMIT`)
  } finally {
    database.close()
  }
}
