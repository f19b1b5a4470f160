import type { Model } from '../../../shared/model/registered-model'
import type { Problem, SourceSpec } from '../../../shared/model/source'
import { entriesOf, isFolder, readText } from '../files'
import { sizeOf } from '../folder-size'
import { parsePythonTime } from '../toolkit-workspace/python-time'
import { parseYamlMap, textOf, type YamlMap } from '../yaml'
import { countOf, type FoundModels } from './source'

/**
 * BentoML's model store: `<models>/<name>/<version>/model.yaml`, with the newest version named in `<name>/latest`
 * (bentoml 1.0 to 1.4, `bentoml/_internal/models/model.py`). `folder` is `models` below `~/bentoml` or $BENTOML_HOME.
 */
export async function lookInBentoStore(spec: SourceSpec, signal: AbortSignal): Promise<FoundModels | null> {
  const names = entriesOf(spec.location)
  if (names === null) return null
  const models: Model[] = []
  const problems: Problem[] = []
  const found = new Set<string>()
  for (const entry of names) {
    if (!isFolder(spec.location, entry)) continue
    const folder = `${spec.location}/${entry.name}`
    const latest = readText(`${folder}/latest`)?.trim() ?? null
    for (const version of entriesOf(folder) ?? []) {
      if (!isFolder(folder, version)) continue
      const path = `${folder}/${version.name}`
      const text = readText(`${path}/model.yaml`)
      if (text === null) continue
      const map = parseYamlMap(text)
      if (map === null) {
        const message = `${path}/model.yaml is empty, half-written or not YAML; the model is shown without it.`
        problems.push({ sourceId: spec.id, location: `${path}/model.yaml`, code: 'corrupt', message })
      }
      const bytes = (await sizeOf(path))?.bytes ?? null
      signal.throwIfAborted()
      found.add(entry.name)
      models.push(
        modelOf({ spec, path, name: entry.name, version: version.name, latest, bytes }, map ?? new Map()),
      )
    }
  }
  const message = `${countOf(found.size, 'model')}, ${countOf(models.length, 'version')}`
  return { models, problems, message }
}

interface Place {
  readonly spec: SourceSpec
  readonly path: string
  readonly name: string
  readonly version: string
  readonly latest: string | null
  readonly bytes: number | null
}

function modelOf({ spec, path, name, version, latest, bytes }: Place, map: YamlMap): Model {
  const labels = map.get('labels')
  const context = map.get('context')
  const framework = context instanceof Map ? textOf(context as YamlMap, 'framework_name') : null
  const module = textOf(map, 'module')
  const tags = {
    ...(labels instanceof Map ? textsIn(labels as YamlMap) : {}),
    ...(framework === null || framework === '' ? {} : { framework }),
    ...(module === null || module === '' ? {} : { module }),
  }
  const createdAt = parsePythonTime(textOf(map, 'creation_time'), 'utc')
  return {
    sourceId: spec.id,
    kind: 'bento-model',
    modelId: `${name}:${version}`,
    name,
    version,
    description: null,
    status: null,
    lifecycleStage: 'active',
    path,
    bytes,
    runId: null,
    experimentId: null,
    project: labels instanceof Map ? textOf(labels as YamlMap, 'project') : null,
    tags,
    aliases: version === latest ? ['latest'] : [],
    createdAt,
    updatedAt: createdAt,
  }
}

function textsIn(map: YamlMap): Record<string, string> {
  return Object.fromEntries(
    [...map].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  )
}
