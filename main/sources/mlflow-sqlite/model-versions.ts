import type { Model } from '../../../shared/model/registered-model'
import type { ArtifactLocator } from './artifact-locator'
import { filledTextOf, textOf, timeOf, type Row } from './cells'
import type { Damage } from './damage'
import { readRegistry, type Registry } from './registry'
import type { Reading } from './reading'
import { columnOr, type MlflowSchema } from './schema'
import { nameInWorkspace } from './workspace-name'

export interface ModelPages {
  readonly reading: Reading
  readonly sourceId: string
  readonly damage: Damage
  readonly locator: ArtifactLocator
}

const pageRows = 250

/**
 * Every version of every registered model, newest first. A version whose stage is `Deleted_Internal` is MLflow's way
 * of deleting it, and a model with tag `mlflow.prompt.is_prompt` is a prompt: both are no models.
 */
export async function* pagesOfVersions(context: ModelPages): AsyncGenerator<readonly Model[]> {
  const { reading, damage } = context
  if (!(await reading.slice(({ schema }) => schema.hasTable('model_versions')))) return
  const registry = await readRegistry(reading, damage)
  for (let below = Number.MAX_SAFE_INTEGER; ;) {
    const page = await reading.slice(({ rows, schema }) => rows(selectVersions(schema), below, pageRows))
    const last = page.at(-1)?.[0]
    if (typeof last !== 'number' || last >= below) return
    below = last
    const shown = page.filter(([, name, workspace, version, stage]) => {
      return stage !== 'Deleted_Internal' && !registry.isPrompt(workspace, name, version)
    })
    yield await Promise.all(shown.map((row) => versionOf(context, registry, row)))
  }
}

function selectVersions(schema: MlflowSchema): string {
  const column = (name: string) => columnOr(schema, 'model_versions', name)
  const workspace = column('workspace')
  // The model behind `models:/m-…` (3.0) knows the place and the run, when the version itself does not.
  const logged = schema.hasTable('logged_models')
    ? ['artifact_location', 'source_run_id'].map(
        (name) => `(SELECT l.${name} FROM logged_models l WHERE l.model_id = substr(model_versions.source, 9)
          AND substr(model_versions.source, 1, 10) = 'models:/m-')`,
      )
    : ['NULL', 'NULL']
  const runUri = `(SELECT runs.artifact_uri FROM runs WHERE runs.run_uuid = model_versions.run_id)`
  const own = [
    'description',
    'status',
    'source',
    'run_id',
    'creation_time',
    'last_updated_time',
    'storage_location',
  ]
  return `SELECT model_versions.rowid, model_versions.name, ${workspace}, CAST(model_versions.version AS TEXT),
    ${[column('current_stage'), ...own.map(column), ...logged, runUri].join(', ')}
    FROM model_versions WHERE model_versions.rowid < ? ORDER BY model_versions.rowid DESC LIMIT ?`
}

async function versionOf(context: ModelPages, registry: Registry, row: Row): Promise<Model> {
  const [, rawName, workspace, rawVersion, rawStage, description, status, source, runId, ...rest] = row
  const [createdAt, updatedAt, storage, loggedLocation, loggedRunId, runUri] = rest
  const [name, version] = [textOf(rawName) ?? '', textOf(rawVersion) ?? '']
  const shownName = nameInWorkspace(name, workspace)
  const stage = filledTextOf(rawStage)
  const recorded =
    filledTextOf(storage) ?? filledTextOf(loggedLocation) ?? resolvedSource(filledTextOf(source), runUri)
  return {
    sourceId: context.sourceId,
    kind: 'registered-version',
    modelId: `${shownName}/${version}`,
    name: shownName,
    version,
    description: filledTextOf(description) ?? registry.descriptionOf(workspace, name),
    status: filledTextOf(status),
    lifecycleStage: 'active',
    path: recorded === null ? null : ((await context.locator.find(recorded)) ?? recorded),
    bytes: null,
    runId: filledTextOf(runId) ?? filledTextOf(loggedRunId),
    experimentId: null,
    project: null,
    tags: registry.tagsOf(workspace, name, version),
    aliases: registry.aliasesOf(workspace, name, version),
    ...(stage === null || stage === 'None' ? {} : { stage }),
    createdAt: timeOf(createdAt),
    updatedAt: timeOf(updatedAt),
  }
}

/** `runs:/<run id>/model` is relative to that run's artifacts. */
function resolvedSource(source: string | null, runUri: unknown): string | null {
  const inRun = source === null ? null : /^runs:\/[^/]+\/(.+)$/.exec(source)
  const root = filledTextOf(runUri)
  return inRun === null || root === null ? source : `${root.replace(/\/$/, '')}/${inRun[1] ?? ''}`
}
