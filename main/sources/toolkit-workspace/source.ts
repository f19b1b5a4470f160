import type { Model } from '../../../shared/model/registered-model'
import { emptySeries } from '../../../shared/model/run'
import type { Problem, SourceSpec } from '../../../shared/model/source'
import type { WorkspaceProject } from '../../../shared/model/workspace'
import { ok } from '../../../shared/result'
import type { Result } from '../../../shared/result'
import { digestOf } from '../digest'
import { errnoOf, fileError } from '../file-error'
import { entriesOf, isFolder } from '../files'
import type { PollOutcome, PollRequest, Source, SourceBatch, SourceServices } from '../source'
import { cancelled, isAborted, missing } from '../store-words'
import { createModelReader } from './model-reader'
import { createOutputReader, outputPlaces } from './output-reader'
import { createProjectReader } from './project-reader'
import type { ProjectReader } from './project-reader'

interface Found {
  readonly projects: ReadonlyMap<string, WorkspaceProject>
  readonly models: ReadonlyMap<string, Model>
  readonly problems: readonly Problem[]
}

/**
 * The projects of EfficientAI-MLX-Toolkit: folders of `<repository>/mlops/workspace` with a workspace.yaml, one level
 * deep, and what lies in their `models` and
 * `outputs` folders and those of the repository. It has no runs: those are in MLflow's stores.
 */
export function createToolkitWorkspaceSource(options: {
  readonly spec: SourceSpec
  readonly services: SourceServices
}): Source {
  const { spec, services } = options
  const readers = new Map<string, ProjectReader>()
  const modelReader = createModelReader(spec.id, services.now)
  const outputReader = createOutputReader(spec.id, services.now)
  /** Digests of what was handed over, by project path and model id; null before the first complete poll. */
  let handedOver: Record<'projects' | 'models', ReadonlyMap<string, number>> | null = null

  async function look(signal: AbortSignal): Promise<Found | null> {
    const entries = entriesOf(spec.location)
    if (entries === null) return null
    const found = {
      projects: new Map<string, WorkspaceProject>(),
      models: new Map<string, Model>(),
      problems: [] as Problem[],
    }
    for (const entry of entries) {
      const folder = `${spec.location}/${entry.name}`
      if (!isFolder(spec.location, entry)) continue
      const reader =
        readers.get(folder) ?? createProjectReader({ folder, name: entry.name, sourceId: spec.id }, services)
      readers.set(folder, reader)
      const project = await reader.read()
      signal.throwIfAborted()
      if (project !== null) await addProject(found, project, signal)
    }
    await addOutputs(found, signal)
    return found
  }

  async function addProject(
    found: { projects: Map<string, WorkspaceProject>; models: Map<string, Model>; problems: Problem[] },
    project: WorkspaceProject,
    signal: AbortSignal,
  ): Promise<void> {
    found.projects.set(project.path, project)
    if (project.problem !== null) {
      found.problems.push({
        ...project.problem,
        sourceId: spec.id,
        location: `${project.path}/workspace.yaml`,
      })
    }
    try {
      for (const model of await modelReader.read(project, signal)) found.models.set(model.modelId, model)
    } catch (thrown) {
      if (signal.aborted) throw thrown
      const location = `${project.path}/models`
      found.problems.push({ ...fileError(thrown, location), sourceId: spec.id, location })
    }
  }

  async function addOutputs(
    found: {
      projects: ReadonlyMap<string, WorkspaceProject>
      models: Map<string, Model>
      problems: Problem[]
    },
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const places = outputPlaces(spec.location, [...found.projects.values()])
      for (const model of await outputReader.read(places, signal)) found.models.set(model.modelId, model)
    } catch (thrown) {
      if (signal.aborted) throw thrown
      found.problems.push({ ...fileError(thrown, spec.location), sourceId: spec.id, location: spec.location })
    }
  }

  async function poll(request: PollRequest): Promise<Result<PollOutcome>> {
    const { signal, emit } = request
    if (isAborted(signal)) return cancelled(spec.location)
    let found: Found | null
    try {
      found = await look(signal)
    } catch (thrown) {
      if (isAborted(signal)) return cancelled(spec.location)
      if (errnoOf(thrown) === null) throw thrown
      return { ok: false, error: fileError(thrown, spec.location) }
    }
    if (found === null) return missing(spec.location)
    const digests = { projects: digestsOf(found.projects), models: digestsOf(found.models) }
    const batch = difference(found, digests, handedOver)
    if (batch !== null) emit(batch)
    const outcome = { full: handedOver === null, problems: found.problems, message: messageOf(found) }
    handedOver = digests
    return ok(outcome)
  }

  return {
    spec,
    poll,
    series: (_runId, keys) => Promise.resolve(ok(keys.map(emptySeries))),
    pathOf: () => Promise.resolve(null),
    dispose: () => undefined,
  }
}

function digestsOf(entities: ReadonlyMap<string, unknown>): ReadonlyMap<string, number> {
  return new Map([...entities].map(([id, entity]) => [id, digestOf(entity)]))
}

function difference(
  found: Found,
  now: Record<'projects' | 'models', ReadonlyMap<string, number>>,
  before: Record<'projects' | 'models', ReadonlyMap<string, number>> | null,
): SourceBatch | null {
  const changed = <T>(entities: ReadonlyMap<string, T>, kind: 'projects' | 'models') =>
    [...entities].filter(([id]) => before?.[kind].get(id) !== now[kind].get(id)).map(([, entity]) => entity)
  const gone = (kind: 'projects' | 'models') =>
    [...(before?.[kind].keys() ?? [])].filter((id) => !now[kind].has(id))
  const projects = changed(found.projects, 'projects')
  const models = changed(found.models, 'models')
  const removed = { projectPaths: gone('projects'), modelIds: gone('models') }
  const hasRemoved = removed.projectPaths.length + removed.modelIds.length > 0
  if (projects.length + models.length === 0 && !hasRemoved) return null
  return { projects, models, ...(hasRemoved && { removed }) }
}

function messageOf({ projects, models }: Found): string {
  const parts = [`${projects.size} project${projects.size === 1 ? '' : 's'}`]
  if (models.size > 0) parts.push(`${models.size} model${models.size === 1 ? '' : 's'}`)
  return parts.join(', ')
}
