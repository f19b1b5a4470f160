import { datasetPlace } from '../../../shared/catalog/dataset-place'
import type { DatasetInput, MetricValue, RunModel } from '../../../shared/model/run'
import { countOf, filledTextOf, metricOf, metricTimeOf, textOf, type Row } from './cells'
import type { Damage } from './damage'
import type { Reading } from './reading'
import { columnOr, type MlflowSchema } from './schema'
import { rowsOfRuns, type RunTable } from './rows-of-runs'

/** What belongs to a run besides its row. Lists of entries, since any text is a key. */
export interface RunParts {
  readonly params: readonly (readonly [string, string])[]
  readonly tags: readonly (readonly [string, string])[]
  readonly metrics: readonly (readonly [string, MetricValue])[]
  readonly datasets: readonly DatasetInput[]
  readonly models: readonly RunModel[]
}

/** Latest values for stores that keep none (before MLflow 1.3). */
export type LatestMetrics = (runId: string) => Iterable<readonly [string, MetricValue]>

/** The parts of these runs, in their order. A damaged table is reported once and read as empty. */
export async function readRunParts(
  reading: Reading,
  runIds: readonly string[],
  damage: Damage,
  derived: LatestMetrics,
): Promise<readonly RunParts[]> {
  const schema = await reading.slice((connection) => connection.schema)
  const params = await grouped(reading, keyValueTable(schema, 'params'), runIds, damage, entryOf)
  const tags = await grouped(reading, keyValueTable(schema, 'tags'), runIds, damage, entryOf)
  const hasLatest = schema.hasTable('latest_metrics')
  const metrics = hasLatest ? await grouped(reading, latestTable(schema), runIds, damage, metricEntryOf) : []
  const datasets = await grouped(reading, datasetTable(schema), runIds, damage, datasetOf)
  const models = await modelsOfRuns(reading, schema, runIds, damage)
  return runIds.map((runId, at) => ({
    params: params[at] ?? [],
    tags: tags[at] ?? [],
    metrics: hasLatest ? (metrics[at] ?? []) : [...derived(runId)],
    datasets: datasets[at] ?? [],
    models: models.get(runId) ?? [],
  }))
}

/** Entities by position of their run; a position without any is a hole. */
async function grouped<T>(
  reading: Reading,
  table: RunTable | null,
  runIds: readonly string[],
  damage: Damage,
  entityOf: (row: Row) => T,
): Promise<readonly (readonly T[])[]> {
  const groups: T[][] = []
  if (table === null || runIds.length === 0) return groups
  await damage.guard(table.table, () =>
    rowsOfRuns(reading, table, runIds, (position, row) => {
      const group = groups[position]
      if (group === undefined) groups[position] = [entityOf(row)]
      else group.push(entityOf(row))
    }),
  )
  return groups
}

function keyValueTable(schema: MlflowSchema, table: 'params' | 'tags'): RunTable | null {
  if (!schema.hasTable(table)) return null
  return {
    table,
    index: schema.indexOn(table, ['run_uuid']),
    runColumn: 'run_uuid',
    where: '',
    columns: [`${table}.key`, `${table}.value`],
    joins: '',
  }
}

function latestTable(schema: MlflowSchema): RunTable {
  const columns = ['key', 'value', 'timestamp', 'step', 'is_nan']
  return {
    table: 'latest_metrics',
    index: schema.indexOn('latest_metrics', ['run_uuid']),
    runColumn: 'run_uuid',
    where: '',
    columns: columns.map((column) => columnOr(schema, 'latest_metrics', column)),
    joins: '',
  }
}

/** Inputs of a run (2.4). Other rows of the table tie runs to models. */
function datasetTable(schema: MlflowSchema): RunTable | null {
  if (!schema.hasTable('inputs') || !schema.hasTable('datasets')) return null
  const context = schema.hasTable('input_tags')
    ? `(SELECT t.value FROM input_tags t WHERE t.input_uuid = inputs.input_uuid
        AND t.name IN ('mlflow.data.context', 'mlflow.dataset.context') LIMIT 1)`
    : 'NULL'
  return {
    table: 'inputs',
    index: schema.indexOn('inputs', ['destination_type', 'destination_id', 'source_type']),
    runColumn: 'destination_id',
    where: `AND inputs.destination_type = 'RUN' AND inputs.source_type = 'DATASET'`,
    columns: [
      'datasets.name',
      'datasets.digest',
      'datasets.dataset_source_type',
      context,
      // What is longer holds the data, not their place.
      schema.hasColumn('datasets', 'dataset_source') ? 'substr(datasets.dataset_source, 1, 20000)' : 'NULL',
    ],
    joins: 'CROSS JOIN datasets ON datasets.dataset_uuid = inputs.source_id',
  }
}

/** Models of these runs (3.0). The primary key begins with the kind and id of the run. */
async function modelsOfRuns(
  reading: Reading,
  schema: MlflowSchema,
  runIds: readonly string[],
  damage: Damage,
): Promise<ReadonlyMap<string, readonly RunModel[]>> {
  const models = new Map<string, RunModel[]>()
  // Before 3.0 there is no step, and no model in the table.
  if (!schema.hasColumn('inputs', 'step') || !schema.hasTable('logged_models')) return models
  const sql = `SELECT source_id, source_type, destination_id, step FROM inputs
    WHERE source_type IN ('RUN_INPUT', 'RUN_OUTPUT') AND source_id IN (SELECT value FROM json_each(?))
      AND destination_type IN ('MODEL_INPUT', 'MODEL_OUTPUT') ORDER BY source_type, rowid`
  await damage.guard('inputs', async () => {
    const rows = await reading.slice((connection) => connection.rows(sql, JSON.stringify(runIds)))
    for (const [runId, type, modelId, step] of rows) {
      const own = models.get(String(runId)) ?? []
      models.set(String(runId), own)
      const isOutput = type === 'RUN_OUTPUT'
      own.push({
        role: isOutput ? 'output' : 'input',
        modelId: textOf(modelId) ?? '',
        step: isOutput && typeof step === 'number' ? step : null,
      })
    }
  })
  return models
}

function entryOf(row: Row): readonly [string, string] {
  return [textOf(row[0]) ?? '', textOf(row[1]) ?? '']
}

export function metricEntryOf([key, value, timestamp, step, isNan]: Row): readonly [string, MetricValue] {
  return [
    textOf(key) ?? '',
    { value: metricOf(value, isNan), step: countOf(step), timestamp: metricTimeOf(timestamp) },
  ]
}

function datasetOf([name, digest, sourceType, context, source]: Row): DatasetInput {
  return {
    name: textOf(name) ?? '',
    digest: textOf(digest) ?? '',
    sourceType: textOf(sourceType) ?? '',
    context: filledTextOf(context),
    source: datasetPlace(textOf(source)),
  }
}
