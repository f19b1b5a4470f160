import type { Model } from '../../../shared/model/registered-model'
import { filledTextOf, loggedModelStatusOf, stageOf, textOf, timeOf, type Row } from './cells'
import { readLoggedModelParts, type LoggedModelParts } from './logged-model-parts'
import type { ModelPages } from './model-versions'

const pageRows = 250
const selectModels = `SELECT l.rowid, l.model_id, CAST(l.experiment_id AS TEXT), l.name, l.artifact_location,
  l.creation_timestamp_ms, l.last_updated_timestamp_ms, l.status, l.lifecycle_stage, l.source_run_id, l.model_type,
  l.status_message
  FROM logged_models l WHERE l.rowid < ? ORDER BY l.rowid DESC LIMIT ?`

/** Every LoggedModel (MLflow 3.0), newest first; deleted ones too, as such. */
export async function* pagesOfLoggedModels({
  reading,
  sourceId,
  damage,
  locator,
}: ModelPages): AsyncGenerator<readonly Model[]> {
  if (!(await reading.slice(({ schema }) => schema.hasTable('logged_models')))) return

  async function modelOf(row: Row, parts: LoggedModelParts): Promise<Model> {
    const [, id, experimentId, name, location, createdAt, updatedAt, status, stage, runId, ...rest] = row
    const [modelType, statusMessage] = rest
    const [modelId, recorded] = [textOf(id) ?? '', filledTextOf(location)]
    return {
      sourceId,
      kind: 'logged-model',
      modelId,
      name: filledTextOf(name) ?? modelId,
      version: null,
      description: null,
      status: loggedModelStatusOf(status),
      lifecycleStage: stageOf(stage),
      path: recorded === null ? null : ((await locator.find(recorded)) ?? recorded),
      bytes: null,
      runId: filledTextOf(runId),
      experimentId: textOf(experimentId),
      project: null,
      tags: parts.tagsOf(modelId),
      aliases: [],
      logged: {
        modelType: filledTextOf(modelType),
        statusMessage: filledTextOf(statusMessage),
        params: parts.paramsOf(modelId),
        metrics: parts.metricsOf(modelId),
      },
      createdAt: timeOf(createdAt),
      updatedAt: timeOf(updatedAt),
    }
  }

  for (let below = Number.MAX_SAFE_INTEGER; ;) {
    const page = await reading.slice(({ rows }) => rows(selectModels, below, pageRows))
    const last = page.at(-1)?.[0]
    if (typeof last !== 'number' || last >= below) return
    below = last
    const ids = page.map(([, modelId]) => String(modelId))
    const parts = await readLoggedModelParts(reading, ids, damage)
    yield await Promise.all(page.map((row) => modelOf(row, parts)))
  }
}
