import type { Model } from '../../../shared/model/registered-model'
import { entriesOf, isFolder, statOf } from '../files'
import { sizeOf } from '../folder-size'

/** Files that are weights by their names. Of `.bin` only those that libraries write: it is a name for anything. */
const weightFile =
  /\.(?:safetensors|gguf|npz|pt|pth|ckpt|onnx|tflite|h5|keras|mlmodel)$|^(?:pytorch_model|adapter_model|model)[\w.-]*\.bin$|^adapter_weights\.json$/i
const packageFolder = /\.(?:mlpackage|mlmodelc)$/i
/** Not weights of a model: what the toolkit's pruner notes beside them. */
const notWeights = /masks\.npz$/i

const deepest = 5
const mostFolders = 2_000

export interface OutputPlace {
  readonly folder: string
  /** Null for a folder of code that no workspace names. */
  readonly project: string | null
}

/**
 * Where projects leave weights: `outputs` of a workspace, and in the toolkit's repository `projects/<name>/{outputs,
 * checkpoints, coreml_models, optimized_models}` (EfficientAI-MLX-Toolkit; `01_LoRA_Finetuning_MLX` is the workspace
 * `lora-finetuning-mlx`, as its command line names them).
 */
export function outputPlaces(
  workspaceFolder: string,
  projects: readonly { readonly name: string; readonly path: string }[],
): readonly OutputPlace[] {
  const own = projects.map(({ name, path }) => ({ folder: `${path}/outputs`, project: name }))
  const repository = /^(.*)\/mlops\/workspace$/.exec(workspaceFolder)?.[1]
  if (repository === undefined) return own
  const parent = `${repository}/projects`
  const inRepository = (entriesOf(parent) ?? [])
    .filter((entry) => isFolder(parent, entry))
    .flatMap(({ name }) => {
      const commandName = name.toLowerCase().replaceAll('_', '-').replace(/^\d+-/, '')
      const project = projects.find(
        (each) => each.name === commandName || each.name.endsWith(`-${commandName}`),
      )
      return ['outputs', 'checkpoints', 'coreml_models', 'optimized_models'].map((folder) => ({
        folder: `${parent}/${name}/${folder}`,
        project: project?.name ?? null,
      }))
    })
  return [...own, ...inRepository]
}

/**
 * A folder that holds weights is one model, named by its path below the place; weights that lie at the top, and Core ML
 * packages, are models each. Links are not followed.
 */
export function findOutputs(place: OutputPlace): readonly string[] {
  const found: string[] = []
  const folders = [{ path: place.folder, depth: 0 }]
  for (let count = 0; folders.length > 0 && count < mostFolders; count++) {
    const { path, depth } = folders.shift() ?? { path: '', depth: 0 }
    const entries = entriesOf(path) ?? []
    const weights = entries.filter(
      (entry) => entry.isFile() && weightFile.test(entry.name) && !notWeights.test(entry.name),
    )
    if (weights.length > 0 && depth > 0) found.push(path)
    else found.push(...weights.map(({ name }) => `${path}/${name}`))
    for (const entry of entries) {
      if (!entry.isDirectory()) continue
      if (packageFolder.test(entry.name)) found.push(`${path}/${entry.name}`)
      else if (depth < deepest) folders.push({ path: `${path}/${entry.name}`, depth: depth + 1 })
    }
  }
  return found
}

/** How long a look at the outputs is good for: they are deep trees, and change when a training saves. */
const lookAgainMs = 20_000

export interface OutputReader {
  read(places: readonly OutputPlace[], signal: AbortSignal): Promise<readonly Model[]>
}

export function createOutputReader(sourceId: string, now: () => number): OutputReader {
  let last: { readonly at: number; readonly key: string; readonly models: readonly Model[] } | null = null
  return {
    async read(places, signal) {
      const key = JSON.stringify(places)
      if (last !== null && last.key === key && Math.abs(now() - last.at) < lookAgainMs) return last.models
      const models: Model[] = []
      for (const place of places) {
        for (const path of findOutputs(place)) {
          const stats = statOf(path)
          if (stats === null) continue
          const size = await sizeOf(path)
          signal.throwIfAborted()
          models.push({
            sourceId,
            kind: 'output',
            modelId: path,
            name: path.slice(place.folder.length + 1),
            version: null,
            description: null,
            status: null,
            lifecycleStage: 'active',
            path,
            bytes: size?.bytes ?? null,
            runId: null,
            experimentId: null,
            project: place.project,
            tags: {},
            aliases: [],
            createdAt: stats.birthtimeMs > 0 ? Math.round(stats.birthtimeMs) : null,
            updatedAt: Math.round(size?.newestMs ?? stats.mtimeMs),
          })
        }
      }
      last = { at: now(), key, models }
      return models
    },
  }
}
