import type { Model } from '../../../shared/model/registered-model'
import { filledTextOf, loggedModelStatusOf, stageOf, textOf, timeOf, type Row } from './cells'
import type { ModelPages } from './model-versions'

const pageRows = 250
const selectModels = `SELECT l.rowid, l.model_id, CAST(l.experiment_id AS TEXT), l.name, l.artifact_location,
  l.creation_timestamp_ms, l.last_updated_timestamp_ms, l.status, l.lifecycle_stage, l.source_run_id
  FROM logged_models l WHERE l.rowid < ? ORDER BY l.rowid DESC LIMIT ?`
const selectTags = `SELECT model_id, tag_key, tag_value FROM logged_model_tags
  WHERE model_id IN (SELECT value FROM json_each(?))`

/** Every LoggedModel (MLflow 3.0), newest first; deleted ones too, as such. */
export async function* pagesOfLoggedModels({
  reading,
  sourceId,
  damage,
  locator,
}: ModelPages): AsyncGenerator<readonly Model[]> {
  if (!(await reading.slice(({ schema }) => schema.hasTable('logged_models')))) return

  async function tagsOf(modelIds: readonly string[]): Promise<ReadonlyMap<string, [string, string][]>> {
    const tags = new Map<string, [string, string][]>()
    await damage.guard('logged_model_tags', async () => {
      for (const [modelId, key, value] of await reading.slice(({ rows }) =>
        rows(selectTags, JSON.stringify(modelIds)),
      )) {
        const own = tags.get(String(modelId)) ?? []
        tags.set(String(modelId), own)
        own.push([textOf(key) ?? '', textOf(value) ?? ''])
      }
    })
    return tags
  }

  async function modelOf(row: Row, tags: ReadonlyMap<string, [string, string][]>): Promise<Model> {
    const [, id, experimentId, name, location, createdAt, updatedAt, status, stage, runId] = row
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
      tags: Object.fromEntries(tags.get(modelId) ?? []),
      aliases: [],
      createdAt: timeOf(createdAt),
      updatedAt: timeOf(updatedAt),
    }
  }

  for (let below = Number.MAX_SAFE_INTEGER; ;) {
    const page = await reading.slice(({ rows }) => rows(selectModels, below, pageRows))
    const last = page.at(-1)?.[0]
    if (typeof last !== 'number' || last >= below) return
    below = last
    const tags = await tagsOf(page.map(([, modelId]) => String(modelId)))
    yield await Promise.all(page.map((row) => modelOf(row, tags)))
  }
}
