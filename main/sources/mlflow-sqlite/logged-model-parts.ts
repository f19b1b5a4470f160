import { latestModelMetrics } from '../../../shared/catalog/model-metrics'
import type { ModelMetric } from '../../../shared/model/registered-model'
import { countOf, filledTextOf, metricOf, metricTimeOf, textOf, type Row } from './cells'
import type { Damage } from './damage'
import type { Reading } from './reading'

/** What belongs to LoggedModels besides their rows, by model id. */
export interface LoggedModelParts {
  tagsOf(modelId: string): Readonly<Record<string, string>>
  paramsOf(modelId: string): Readonly<Record<string, string>>
  metricsOf(modelId: string): readonly ModelMetric[]
}

const ofThese = 'model_id IN (SELECT value FROM json_each(?))'
const selectTags = `SELECT model_id, tag_key, tag_value FROM logged_model_tags WHERE ${ofThese}`
const selectParams = `SELECT model_id, param_key, param_value FROM logged_model_params WHERE ${ofThese}`
const selectMetrics = `SELECT model_id, metric_name, metric_value, metric_step, metric_timestamp_ms, dataset_name,
  dataset_digest, run_id FROM logged_model_metrics WHERE ${ofThese}`

type Entries = Map<string, (readonly [string, string])[]>

export async function readLoggedModelParts(
  reading: Reading,
  modelIds: readonly string[],
  damage: Damage,
): Promise<LoggedModelParts> {
  const tags: Entries = new Map()
  const params: Entries = new Map()
  const points = new Map<string, ModelMetric[]>()
  const ids = JSON.stringify(modelIds)

  async function readTable(table: string, sql: string, visit: (row: Row) => void): Promise<void> {
    await damage.guard(table, async () => {
      const rows = await reading.slice(({ schema, rows: read }) =>
        schema.hasTable(table) ? read(sql, ids) : [],
      )
      for (const row of rows) visit(row)
    })
  }
  const entry = (entries: Entries) => (row: Row) => {
    push(entries, String(row[0]), [textOf(row[1]) ?? '', textOf(row[2]) ?? ''] as const)
  }
  await readTable('logged_model_tags', selectTags, entry(tags))
  await readTable('logged_model_params', selectParams, entry(params))
  await readTable('logged_model_metrics', selectMetrics, (row) =>
    push(points, String(row[0]), metricOfRow(row)),
  )
  return {
    tagsOf: (modelId) => Object.fromEntries(tags.get(modelId) ?? []),
    paramsOf: (modelId) => Object.fromEntries(params.get(modelId) ?? []),
    metricsOf: (modelId) => latestModelMetrics(points.get(modelId) ?? []),
  }
}

/** The table has no mark for NaN: MLflow stores 0 for it, which nobody can tell from one. */
function metricOfRow([, key, value, step, timestamp, datasetName, datasetDigest, runId]: Row): ModelMetric {
  return {
    key: textOf(key) ?? '',
    value: metricOf(value, 0),
    step: countOf(step),
    timestamp: metricTimeOf(timestamp),
    datasetName: filledTextOf(datasetName),
    datasetDigest: filledTextOf(datasetDigest),
    runId: filledTextOf(runId),
  }
}

function push<T>(groups: Map<string, T[]>, id: string, item: T): void {
  const own = groups.get(id)
  if (own === undefined) groups.set(id, [item])
  else own.push(item)
}
