import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { sourceJson, traceMetadata } from '../contract/golden-store'
import type { GoldenPoint, GoldenRun, GoldenStore, GoldenTrace } from '../contract/golden-store'

/**
 * Tables as MLflow's own migrations make them, dumped after running them up to a revision: `initial` is 0.9.1 before
 * the first revision, 7ac759974ad8 is 1.2 (no latest_metrics), c48cb773bb87 is 1.16 (no index by run), 0584bdc529eb
 * is 2.22, 1b5f0d9ad7c1 is 3.10 (workspaces). `with-composite-index` is 3.10 with what a5b4c3d2e1f0 (3.12) adds.
 */
export const revisions = ['initial', '7ac759974ad8', 'c48cb773bb87', '0584bdc529eb', '1b5f0d9ad7c1'] as const
export type Revision = (typeof revisions)[number]

export interface DatabaseOptions {
  readonly revision?: Revision
  readonly journalMode?: 'DELETE' | 'WAL'
  readonly withCompositeIndex?: boolean
}

export type WritableDatabase = Database.Database
type Values = Readonly<Record<string, string | number | bigint | null>>

export function createMlflowDatabase(path: string, options: DatabaseOptions = {}): WritableDatabase {
  const { revision = '1b5f0d9ad7c1', journalMode = 'DELETE' } = options
  const database = new Database(path)
  database.pragma(`journal_mode = ${journalMode}`)
  database.pragma('synchronous = OFF')
  database.pragma('foreign_keys = OFF')
  database.exec(
    readFileSync(
      fileURLToPath(new URL(`../fixtures/mlflow-sqlite/${revision}.sql`, import.meta.url)),
      'utf8',
    ),
  )
  if (options.withCompositeIndex === true) {
    database.exec('CREATE INDEX index_metrics_run_uuid_key_step ON metrics (run_uuid, key, step)')
  }
  if (revision !== 'initial') insert(database, 'alembic_version', { version_num: revision })
  return database
}

/** Inserts those values for which this revision has a column, if it has the table at all. */
export function insert(database: WritableDatabase, table: string, values: Values): void {
  if ((database.pragma(`table_xinfo("${table}")`) as unknown[]).length === 0) return
  prepareInsert(database, table, Object.keys(values)).run(values)
}

function prepareInsert(
  database: WritableDatabase,
  table: string,
  wanted: readonly string[],
): Database.Statement {
  const columns = (database.pragma(`table_xinfo("${table}")`) as { name: string }[]).map(
    (column) => column.name,
  )
  const used = wanted.filter((name) => columns.includes(name))
  const [names, parameters] = [used.map((name) => `"${name}"`), used.map((name) => `@${name}`)]
  return database.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${parameters.join(', ')})`)
}

/** Writes the golden store down as MLflow would; what the revision has no place for is left out. */
export function writeGolden(database: WritableDatabase, golden: GoldenStore): void {
  database.transaction(() => {
    for (const experiment of golden.experiments) {
      const id = BigInt(experiment.experimentId)
      insert(database, 'experiments', {
        experiment_id: id,
        name: experiment.name,
        artifact_location: experiment.artifactLocation,
        lifecycle_stage: experiment.lifecycleStage,
        creation_time: experiment.createdAt,
        last_update_time: experiment.updatedAt,
      })
      for (const [key, value] of Object.entries(experiment.tags)) {
        insert(database, 'experiment_tags', { key, value, experiment_id: id })
      }
    }
    for (const run of golden.runs) writeRun(database, run)
    writeRegistry(database, golden)
    writeLoggedModels(database, golden)
    for (const [at, trace] of golden.traces.entries()) writeTrace(database, trace, at % 2 === 1)
  })()
}

function writeRun(database: WritableDatabase, run: GoldenRun): void {
  const named = run.tags['mlflow.runName'] === 'named by tag' ? '' : run.name
  insert(database, 'runs', {
    run_uuid: run.runId,
    name: named,
    source_type: 'UNKNOWN',
    source_name: '',
    entry_point_name: '',
    source_version: '',
    user_id: run.userName,
    status: run.status,
    start_time: run.startTime,
    end_time: run.endTime,
    lifecycle_stage: run.lifecycleStage,
    artifact_uri: run.artifactUri,
    experiment_id: BigInt(run.experimentId),
    deleted_time: null,
  })
  for (const [key, value] of Object.entries(run.params))
    insert(database, 'params', { key, value, run_uuid: run.runId })
  for (const [key, value] of Object.entries(run.tags))
    insert(database, 'tags', { key, value, run_uuid: run.runId })
  for (const [at, dataset] of run.datasets.entries()) {
    const [dataset_uuid, input_uuid] = [`dataset${at}${run.runId}`, `input${at}${run.runId}`]
    insert(database, 'datasets', {
      dataset_uuid,
      experiment_id: BigInt(run.experimentId),
      name: dataset.name,
      digest: dataset.digest,
      dataset_source_type: dataset.sourceType,
      dataset_source: sourceJson(dataset.source),
    })
    insert(database, 'inputs', {
      input_uuid,
      source_type: 'DATASET',
      source_id: dataset_uuid,
      destination_type: 'RUN',
      destination_id: run.runId,
    })
    if (dataset.context === null) continue
    insert(database, 'input_tags', { input_uuid, name: 'mlflow.data.context', value: dataset.context })
  }
  for (const [at, { role, modelId, step }] of run.models.entries()) {
    const kind = role === 'output' ? 'OUTPUT' : 'INPUT'
    insert(database, 'inputs', {
      input_uuid: `model${at}${run.runId}`,
      source_type: `RUN_${kind}`,
      source_id: run.runId,
      destination_type: `MODEL_${kind}`,
      destination_id: modelId,
      step: step ?? 0,
    })
  }
  appendPoints(database, run.runId, run.points)
}

/** What `log_metric` does: a point, and the latest value when it is the greatest by step, time and value. */
export function appendPoints(
  database: WritableDatabase,
  runId: string,
  points: readonly GoldenPoint[],
): void {
  const hasLatest =
    database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'latest_metrics'`).get() !== undefined
  const latest = hasLatest
    ? database.prepare(`INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp,
          step = excluded.step, is_nan = excluded.is_nan
        WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)`)
    : null
  const metric = prepareInsert(database, 'metrics', [
    'key',
    'value',
    'timestamp',
    'step',
    'is_nan',
    'run_uuid',
  ])
  database.transaction(() => {
    for (const { key, value, timestamp, step } of points) {
      const isNan = Number.isNaN(value) ? 1 : 0
      const stored = isNan === 1 ? 0 : Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE)
      metric.run({ key, value: stored, timestamp, step, is_nan: isNan, run_uuid: runId })
      latest?.run(key, stored, timestamp, step, isNan, runId)
    }
  })()
}

export function finishRun(database: WritableDatabase, runId: string, status: string, endTime: number): void {
  database.prepare('UPDATE runs SET status = ?, end_time = ? WHERE run_uuid = ?').run(status, endTime, runId)
}

/** What `mlflow gc` does. */
export function purgeRun(database: WritableDatabase, runId: string): void {
  database.transaction(() => {
    for (const table of ['tags', 'params', 'metrics', 'latest_metrics', 'runs']) {
      database.prepare(`DELETE FROM ${table} WHERE run_uuid = ?`).run(runId)
    }
  })()
}

function writeRegistry(database: WritableDatabase, golden: GoldenStore): void {
  for (const { name, description, tags, createdAt, updatedAt, versions } of golden.registeredModels) {
    insert(database, 'registered_models', {
      name,
      description,
      creation_time: createdAt,
      last_updated_time: updatedAt,
    })
    for (const [key, value] of Object.entries(tags))
      insert(database, 'registered_model_tags', { key, value, name })
    for (const each of versions) {
      const version = Number(each.version)
      insert(database, 'model_versions', {
        name,
        version,
        creation_time: each.createdAt,
        last_updated_time: each.updatedAt,
        description: each.description,
        user_id: '',
        current_stage: 'None',
        source: each.source,
        run_id: each.runId ?? '',
        status: each.status,
        storage_location: each.source,
      })
      for (const [key, value] of Object.entries(each.tags)) {
        insert(database, 'model_version_tags', { key, value, name, version })
      }
      for (const alias of each.aliases) insert(database, 'registered_model_aliases', { alias, name, version })
    }
  }
}

function writeLoggedModels(database: WritableDatabase, golden: GoldenStore): void {
  for (const model of golden.loggedModels) {
    const owner = { model_id: model.modelId, experiment_id: BigInt(model.experimentId) }
    insert(database, 'logged_models', {
      ...owner,
      name: model.name,
      artifact_location: model.artifactLocation,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      status: ['UNSPECIFIED', 'PENDING', 'READY', 'UPLOAD_FAILED'].indexOf(model.status),
      lifecycle_stage: model.lifecycleStage,
      source_run_id: model.runId,
      model_type: model.logged.modelType,
      status_message: model.logged.statusMessage,
    })
    for (const [tag_key, tag_value] of Object.entries(model.tags)) {
      insert(database, 'logged_model_tags', { ...owner, tag_key, tag_value })
    }
    for (const [param_key, param_value] of Object.entries(model.logged.params)) {
      insert(database, 'logged_model_params', { ...owner, param_key, param_value })
    }
    for (const metric of model.logged.metrics) {
      const point = {
        ...owner,
        metric_name: metric.key,
        run_id: metric.runId,
        dataset_name: metric.datasetName,
        dataset_digest: metric.datasetDigest,
      }
      const [metric_timestamp_ms, metric_step] = [metric.timestamp, metric.step]
      const metric_value = Math.min(metric.value, Number.MAX_VALUE)
      insert(database, 'logged_model_metrics', { ...point, metric_timestamp_ms, metric_step, metric_value })
      insert(database, 'logged_model_metrics', {
        ...point,
        metric_timestamp_ms: metric_timestamp_ms - 5,
        metric_step: metric_step - 1,
        metric_value: 0.25,
      })
    }
  }
}

/** `isBare`: previews are metadata alone, as MLflow before 3.2 left them, and spans lie in a file. */
function writeTrace(database: WritableDatabase, trace: GoldenTrace, isBare: boolean): void {
  const { traceId, requestPreview, responsePreview } = trace
  insert(database, 'trace_info', {
    request_id: traceId,
    experiment_id: BigInt(trace.experimentId),
    timestamp_ms: trace.startedAt,
    execution_time_ms: trace.durationMs,
    status: trace.state,
    request_preview: isBare ? null : requestPreview,
    response_preview: isBare ? null : responsePreview,
  })
  for (const [key, value] of Object.entries(trace.tags))
    insert(database, 'trace_tags', { key, value, request_id: traceId })
  for (const [key, value] of Object.entries(traceMetadata(trace)))
    insert(database, 'trace_request_metadata', { key, value, request_id: traceId })
  for (let count = 0; count < (isBare ? 0 : (trace.spanCount ?? 0)); count++) {
    insert(database, 'spans', {
      trace_id: traceId,
      experiment_id: BigInt(trace.experimentId),
      span_id: `span${count}`,
      status: 'OK',
      start_time_unix_nano: 1,
      content: '{}',
    })
  }
  for (let count = 0; count < 2 * (trace.assessmentCount ?? 0); count++) {
    insert(database, 'assessments', {
      assessment_id: `a-${traceId}-${count}`,
      trace_id: traceId,
      name: 'good',
      assessment_type: 'feedback',
      value: 'true',
      created_timestamp: 1,
      last_updated_timestamp: 1,
      source_type: 'HUMAN',
      valid: count % 2,
    })
  }
}
