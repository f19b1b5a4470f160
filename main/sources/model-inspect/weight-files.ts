import type { ModelFile } from './model-files'
import type { Tensor } from './tensor'

/** Files whose headers are read as one: a whole file, or all shards of a model. */
export interface WeightSet {
  readonly folder: string
  readonly files: readonly ModelFile[]
}

export interface LeftOut {
  readonly path: string
  readonly reason: string
}

export interface ChosenFiles {
  readonly files: readonly ModelFile[]
  readonly leftOut: readonly LeftOut[]
}

const isWeights = ({ name }: ModelFile) => /\.(?:safetensors|gguf)$/i.test(name)
const folderOf = ({ path }: ModelFile) => path.slice(0, path.lastIndexOf('/') + 1)

/** `checkpoint-500/` of the Hugging Face Trainer and of diffusers, `checkpoint_12/`, `checkpoints/step_12/`. */
const checkpointFolder = /(?:^|\/)(?:checkpoint[-_]?\d+|checkpoints\/[^/]+)(?=\/)/i

/**
 * A training's folder holds the model and saves on the way to it; with nothing but saves, the last one is the model. A
 * folder `original/` keeps what a model was converted from, under names of its own (gpt-oss, Llama).
 */
export function chooseFiles(files: readonly ModelFile[]): ChosenFiles {
  const checkpoints = new Set<string>()
  let hasModel = false
  for (const file of files.filter(isWeights)) {
    const folder = checkpointOf(file)
    if (folder === null) hasModel = true
    else checkpoints.add(folder)
  }
  const last = [...checkpoints].sort((a, b) => numberOf(a) - numberOf(b) || (a < b ? -1 : 1)).at(-1)
  const kept = hasModel ? null : (last ?? null)
  const hasOriginal = files.some((file) => isWeights(file) && !isOriginal(file))
  const chosen: ModelFile[] = []
  const leftOut: LeftOut[] = []
  for (const file of files) {
    const folder = checkpointOf(file)
    const reason =
      folder !== null && folder !== kept && checkpoints.has(folder)
        ? 'a checkpoint of the same training'
        : hasOriginal && isOriginal(file)
          ? 'what the model was converted from'
          : null
    if (reason === null) chosen.push(file)
    else if (isWeights(file)) leftOut.push({ path: file.path, reason })
  }
  return { files: chosen, leftOut }
}

const isOriginal = ({ path }: ModelFile) => path.startsWith('original/')
const checkpointOf = (file: ModelFile) => {
  const found = checkpointFolder.exec(file.path)
  return found === null ? null : file.path.slice(0, found.index + found[0].length)
}
const numberOf = (folder: string) => Number(/(\d+)$/.exec(folder)?.[1] ?? -1)

/** The sets of weights, those in outer folders first, and in a folder those first that bear the names of finished models. */
export function weightSets(files: readonly ModelFile[]): { sets: WeightSet[]; leftOut: LeftOut[] } {
  const weights = files.filter(isWeights)
  const finishedFolders = new Set(weights.filter(({ name }) => finished.test(name)).map(folderOf))
  const withSafetensors = new Set(
    weights.filter(({ name }) => name.toLowerCase().endsWith('.safetensors')).map(folderOf),
  )
  const sets = new Map<string, { folder: string; files: ModelFile[] }>()
  const leftOut: LeftOut[] = []
  for (const file of weights) {
    const folder = folderOf(file)
    // Mistral's own layout names the same tensors differently, as does GGUF.
    const isOwnLayout = file.name.startsWith('consolidated') && finishedFolders.has(folder)
    if (isOwnLayout || (/\.gguf$/i.test(file.name) && withSafetensors.has(folder))) {
      leftOut.push({ path: file.path, reason: 'the same model in another layout' })
      continue
    }
    const key = file.path.replace(/-\d{5}(-of-\d{5}\.\w+)$/, '$1')
    const set = sets.get(key) ?? { folder, files: [] }
    sets.set(key, set)
    set.files.push(file)
  }
  return { sets: [...sets.values()].sort(byRank), leftOut }
}

const finished = /^(?:model|adapters|adapter_model|diffusion_pytorch_model)(?:-\d{5}-of-\d{5})?\.safetensors$/

function byRank(a: WeightSet, b: WeightSet): number {
  const depth = a.folder.split('/').length - b.folder.split('/').length
  return depth || rankOf(a) - rankOf(b) || (pathOf(a) < pathOf(b) ? -1 : 1)
}

const pathOf = (set: WeightSet) => set.files[0]?.path ?? ''
const rankOf = (set: WeightSet) => (finished.test(set.files[0]?.name ?? '') ? 0 : 1)

/**
 * The tensors of sets that come one after the other, each counted once. Folders side by side are parts of a pipeline
 * and may use the same names (the two text encoders of Stable Diffusion XL); within a folder and the folders in it a
 * name stands for one tensor. A set of which half is known is another state or width of the same model, whole.
 */
export class CountedTensors {
  readonly #byFolder = new Map<string, Map<string, Tensor>>()

  /** False when the set is an alternative of one before it. */
  add(folder: string, tensors: readonly Tensor[]): boolean {
    const above = [...this.#byFolder].filter(([other]) => folder.startsWith(other)).map(([, names]) => names)
    const fresh = tensors.filter(({ name }) => !above.some((names) => names.has(name)))
    if (tensors.length > 0 && fresh.length * 2 <= tensors.length) return false
    const own = this.#byFolder.get(folder) ?? new Map<string, Tensor>()
    this.#byFolder.set(folder, own)
    for (const tensor of fresh) own.set(tensor.name, tensor)
    return true
  }

  /** By folder: what belongs to a packed weight (its scales) lies beside it. */
  groups(): Tensor[][] {
    return [...this.#byFolder.values()].map((names) => [...names.values()])
  }
}
