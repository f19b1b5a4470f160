import type { FileTree } from './planned-files'
import { systemTags } from './mlflow-tags'
import { mlflowRevision, mlflowSchema } from './mlflow-schema'
import type { MetricPoint, PlannedDataset, PlannedExperiment, PlannedRun } from './planned-store'
import { createRandom, type Random } from './random'
import { writeRegisteredModel } from './sqlite-registry'
import { type DemoDatabase, insert, type Row } from './sqlite-rows'

interface SqliteStoreOptions {
  readonly database: DemoDatabase
  readonly experiment: PlannedExperiment
  /** Absolute folder of the artifacts of this store. */
  readonly artifactRoot: string
  readonly seed: number
}

/** Fills an empty database as MLflow 3.2's SqlAlchemyStore would have: in rollback-journal mode, one row per value. */
export function writeSqliteStore({ database, experiment, artifactRoot, seed }: SqliteStoreOptions): void {
  const random = createRandom(seed)
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  database.exec(mlflowSchema)
  insert(database, 'alembic_version', [[mlflowRevision]])
  writeExperiments(database, experiment, artifactRoot)
  for (const run of experiment.runs) writeRun(database, run, experiment, artifactRoot)
  writeDatasets(database, experiment, random)
  for (const model of experiment.registeredModels)
    writeRegisteredModel(database, model, experiment, artifactRoot)
  database.exec('COMMIT')
}

function writeExperiments(database: DemoDatabase, experiment: PlannedExperiment, artifactRoot: string): void {
  const { createdAt, project } = experiment
  const id = Number(experiment.experimentId)
  insert(database, 'experiments', [
    [0, 'Default', `${artifactRoot}/0`, 'active', createdAt, createdAt],
    [id, project, `${artifactRoot}/${id}`, 'active', createdAt, createdAt],
  ])
  insert(database, 'experiment_tags', [['project', project, id]])
}

function writeRun(
  database: DemoDatabase,
  run: PlannedRun,
  experiment: PlannedExperiment,
  artifactRoot: string,
): void {
  const id = Number(experiment.experimentId)
  const artifactUri = `${artifactRoot}/${id}/${run.runId}/artifacts`
  insert(database, 'runs', [
    // SqlAlchemyStore leaves source_type UNKNOWN and three texts empty; the tags hold what is true.
    [
      run.runId,
      run.name,
      'UNKNOWN',
      '',
      '',
      'demo',
      run.status,
      run.startTime,
      run.endTime,
      '',
      'active',
      artifactUri,
      id,
      null,
    ],
  ])
  insert(
    database,
    'params',
    run.params.map(([key, value]) => [key, value, run.runId]),
  )
  insert(
    database,
    'tags',
    systemTags(run, experiment.project).map(([key, value]) => [key, value, run.runId]),
  )
  const rows = run.points.map(
    (point) => [point.key, ...storedValue(point), point.timestamp, point.step] as const,
  )
  insert(
    database,
    'metrics',
    rows.map(([key, value, isNan, timestamp, step]) => [key, value, timestamp, run.runId, step, isNan]),
  )
  const latest = new Map(rows.map((row) => [row[0], row]))
  insert(
    database,
    'latest_metrics',
    [...latest.values()].map(([key, value, isNan, timestamp, step]) => [
      key,
      value,
      timestamp,
      step,
      isNan,
      run.runId,
    ]),
  )
}

/** SQLite has neither NaN nor infinity, so MLflow stores 0 with a mark, and the largest double. */
function storedValue(point: MetricPoint): readonly [value: number, isNan: 0 | 1] {
  if (Number.isNaN(point.value)) return [0, 1]
  return [Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, point.value)), 0]
}

function writeDatasets(database: DemoDatabase, experiment: PlannedExperiment, random: Random): void {
  const idByKey = new Map<string, string>()
  const rows: Row[] = []
  const keyOf = (dataset: PlannedDataset) => `${dataset.name}/${dataset.digest}`
  for (const { dataset } of experiment.runs) {
    if (dataset === null || idByKey.has(keyOf(dataset))) continue
    const id = random.hex(32)
    idByKey.set(keyOf(dataset), id)
    const { name, digest, uri, rowCount } = dataset
    const profile = `{"num_rows": ${rowCount}}`
    rows.push([
      id,
      Number(experiment.experimentId),
      name,
      digest,
      'local',
      `{"uri": "${uri}"}`,
      null,
      profile,
    ])
  }
  insert(database, 'datasets', rows)
  for (const run of experiment.runs) {
    const datasetId = run.dataset === null ? undefined : idByKey.get(keyOf(run.dataset))
    if (datasetId === undefined) continue
    const inputId = random.hex(32)
    insert(database, 'inputs', [[inputId, 'DATASET', datasetId, 'RUN', run.runId, 0]])
    insert(database, 'input_tags', [[inputId, 'mlflow.data.context', 'eval']])
  }
}

/** The artifacts of the runs in the database; MLflow keeps them in folders whatever holds the numbers. */
export function artifactTree(experiment: PlannedExperiment, artifactFolder: string): FileTree {
  const files = experiment.runs.flatMap((run) =>
    run.artifacts.map(({ path, content }) => ({
      path: `${artifactFolder}/${experiment.experimentId}/${run.runId}/artifacts/${path}`,
      content,
      modifiedAt: run.endTime ?? run.startTime,
    })),
  )
  return { files, folders: [] }
}
