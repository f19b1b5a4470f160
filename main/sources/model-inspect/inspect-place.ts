import type { InspectionSection, ModelInspection } from '../../../shared/model/model-inspection'
import { fail, ok, type Result } from '../../../shared/result'
import { errnoOf, fileError } from '../file-error'
import { adapterSection, configSection, mlmodelSections, sideFileNames, sideSection } from './config-facts'
import { coreMlSections, specificationPath } from './core-ml'
import { factText, isObject } from './facts'
import { ggufPrecision, ggufSections } from './gguf-facts'
import { readGgufHeader, type GgufHeader } from './gguf-header'
import { HeaderFault, withHeader } from './header-bytes'
import { listModelFiles, type ModelFile } from './model-files'
import {
  describeQuantization,
  logicalParameters,
  precisionOf,
  quantizationOf,
  type Quantization,
} from './quantization'
import { readSafetensorsHeader } from './safetensors-header'
import { readJson, readYaml } from './side-files'
import { sharesOf, type Tensor } from './tensor'
import { chooseFiles, CountedTensors, weightSets, type LeftOut, type WeightSet } from './weight-files'

/** A model of more shards than this is looked at in part, and says so. */
const mostWeightFiles = 200
const shownTensors = 400

/**
 * What the headers of a model's files say: never the weights. `place` is an absolute path of a folder or file. A file
 * that cannot be read is one of the `problems`; only a place that is not there fails as a whole.
 */
export function inspectLocalModel(place: string): Result<ModelInspection> {
  try {
    const found = listModelFiles(place)
    if (found === null) return fail('not-found', `${place} is not there; if it is on a disk, connect it.`)
    return ok(inspectFiles(place, found.files, found.isCut ? null : found.bytes))
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return { ok: false, error: fileError(thrown, place) }
  }
}

interface Gathered {
  readonly formats: Set<string>
  readonly sections: InspectionSection[]
  readonly problems: string[]
  readonly counted: CountedTensors
  readonly leftOut: LeftOut[]
  readonly metadata: Record<string, string>
  quantization: Quantization | null
  ggufPrecision: string | null
}

function inspectFiles(place: string, all: readonly ModelFile[], bytes: number | null): ModelInspection {
  const { files, leftOut } = chooseFiles(all)
  const got: Gathered = {
    formats: new Set(),
    sections: [],
    problems: [],
    counted: new CountedTensors(),
    leftOut: [...leftOut],
    metadata: {},
    quantization: null,
    ggufPrecision: null,
  }
  // The config first: it says how packed weights are to be counted.
  for (const file of [...files].sort(byDepth)) gatherSideFile(file, got)
  const { sets, leftOut: otherLayouts } = weightSets(files)
  got.leftOut.push(...otherLayouts)
  gatherSets(sets, got)
  const hasTensors = got.counted.groups().some((tensors) => tensors.length > 0)
  for (const { name, path } of files) {
    // The weights of a Core ML package are called weight.bin, too.
    if (`${place}/${path}`.includes('.mlpackage/')) continue
    const format = otherFormats.find(([pattern]) => pattern.test(name))?.[1]
    if (format !== undefined && !hasTensors) got.formats.add(format)
  }
  checkShards(files, got)
  return summarize(place, all.length, bytes, got)
}

const byDepth = (a: ModelFile, b: ModelFile) =>
  a.path.split('/').length - b.path.split('/').length || (a.path < b.path ? -1 : 1)

/** Formats whose headers are code or archives: named, not opened. */
const otherFormats: readonly (readonly [RegExp, string])[] = [
  [/\.npz$/i, 'NumPy archive'],
  [/\.(?:pt|pth|bin|ckpt)$/i, 'PyTorch'],
  [/\.(?:h5|keras)$/i, 'Keras'],
  [/\.onnx$/i, 'ONNX'],
  [/\.tflite$/i, 'TensorFlow Lite'],
  [/\.mlmodel$/i, 'Core ML'],
  [/\.(?:pkl|joblib|skops)$/i, 'Python pickle'],
  [/^adapter_weights\.json$/, 'JSON weights'],
]

function summarize(place: string, fileCount: number, bytes: number | null, got: Gathered): ModelInspection {
  const { quantization } = got
  const groups = got.counted.groups()
  const tensors = groups.flat()
  const counted = tensors.length === 0 ? null : parametersOf(groups, quantization)
  const sections = [...got.sections]
  if (quantization !== null) {
    sections.unshift({
      title: 'Quantisation',
      facts: [
        { label: 'Method', text: quantization.name },
        { label: 'Width', text: describeQuantization(quantization) },
      ],
    })
  }
  const metadata = Object.entries(got.metadata).slice(0, 40)
  if (metadata.length > 0) {
    const facts = metadata.map(([label, text]) => ({ label, text: text.slice(0, 600) }))
    sections.push({ title: 'File metadata', facts })
  }
  if (got.leftOut.length > 0) sections.push(leftOutSection(got.leftOut))
  if (tensors.length > 0 && counted === null) {
    const why =
      quantization === null
        ? 'no config says how'
        : `Sextant cannot tell from the config (${quantization.name}) how`
    got.problems.push(`The weights are packed and ${why}, so their parameters cannot be counted.`)
  }
  return {
    place,
    bytes,
    fileCount,
    parameterCount: counted,
    format: got.formats.size === 0 ? null : [...got.formats].join(', '),
    precision: got.ggufPrecision ?? precisionOf(tensors, quantization),
    tensorCount: tensors.length === 0 ? null : tensors.length,
    dtypes: sharesOf(tensors),
    sections,
    tensors: tensors.slice(0, shownTensors).map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    problems: got.problems,
  }
}

function parametersOf(
  groups: readonly (readonly Tensor[])[],
  quantization: Quantization | null,
): number | null {
  let sum = 0
  for (const tensors of groups) {
    const counted = logicalParameters(tensors, quantization)
    if (counted === null) return null
    sum += counted
  }
  return Number.isSafeInteger(sum) ? sum : null
}

function leftOutSection(leftOut: readonly LeftOut[]): InspectionSection {
  const facts = leftOut.slice(0, 40).map(({ path, reason }) => ({ label: path, text: reason }))
  return { title: 'Weights that are not counted', facts }
}

function gatherSideFile(file: ModelFile, got: Gathered): void {
  const { name } = file
  try {
    if (name === 'config.json') {
      const config = readJson(file)
      if (config === null) return
      const own = quantizationOf(config)
      got.quantization ??= own
      push(got, configSection(config))
    } else if (name === 'adapter_config.json') push(got, adapterSection(readJson(file) ?? {}))
    else if (name === 'adapter_config.yaml') push(got, adapterSection(readYaml(file)))
    else if (name === 'MLmodel') got.sections.push(...mlmodelSections(readYaml(file)))
    else if (name === 'Manifest.json') gatherPackage(file, got)
    else if (sideFileNames.has(name)) {
      push(got, sideSection(name, name.endsWith('.yaml') ? readYaml(file) : (readJson(file) ?? {})))
    }
  } catch (thrown) {
    note(got, file, thrown)
  }
}

function gatherSets(sets: readonly WeightSet[], got: Gathered): void {
  const fileCount = sets.reduce((sum, { files }) => sum + files.length, 0)
  let left = mostWeightFiles
  if (fileCount > left) got.problems.push(`Only ${left} of ${fileCount} weight files were looked at.`)
  for (const { folder, files } of sets) {
    const read = files.slice(0, left).flatMap((file) => readWeights(file, got) ?? [])
    left -= Math.min(left, files.length)
    if (read.length === 0) continue
    const tensors = read.flatMap((each) => each.tensors)
    if (got.counted.add(folder, tensors)) for (const { keep } of read) keep()
    else {
      const reason = 'the same tensors as a file that is counted'
      got.leftOut.push(...files.map(({ path }) => ({ path, reason })))
    }
  }
}

interface ReadWeights {
  readonly tensors: readonly Tensor[]
  /** Takes over what else the header says, once the file is known to be counted. */
  readonly keep: () => void
}

function readWeights(file: ModelFile, got: Gathered): ReadWeights | null {
  try {
    return withHeader(file.fullPath, (header) => {
      if (!/\.gguf$/i.test(file.name)) {
        const { tensors, metadata } = readSafetensorsHeader(header)
        return { tensors, keep: () => keepSafetensors(metadata, got) }
      }
      const gguf = readGgufHeader(header)
      const dataBytes = gguf.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0)
      if (dataBytes > header.sizeBytes) {
        got.problems.push(`${file.path} is cut off: its tensors are larger than the file.`)
      }
      return { tensors: gguf.tensors, keep: () => keepGguf(gguf, got) }
    })
  } catch (thrown) {
    note(got, file, thrown)
    return null
  }
}

function keepGguf(gguf: GgufHeader, got: Gathered): void {
  got.formats.add('GGUF')
  got.ggufPrecision ??= ggufPrecision(gguf)
  got.sections.push(...ggufSections(gguf))
}

function keepSafetensors(metadata: Readonly<Record<string, string>>, got: Gathered): void {
  got.formats.add('safetensors')
  Object.assign(got.metadata, metadata)
  got.quantization ??= metadataQuantization(metadata)
}

/** Files saved by `mx.save_safetensors` may carry what config.json would say. */
function metadataQuantization(metadata: Readonly<Record<string, string>>): Quantization | null {
  const [bits, groupSize] = [Number(metadata['bits']), Number(metadata['group_size'])]
  const isSaid = Number.isInteger(bits) && bits > 0 && Number.isInteger(groupSize) && groupSize > 0
  return isSaid ? quantizationOf({ quantization: { bits, group_size: groupSize } }) : null
}

function gatherPackage(file: ModelFile, got: Gathered): void {
  const folder = file.fullPath.slice(0, -'/Manifest.json'.length)
  const manifest = readJson(file)
  const path = manifest === null ? null : specificationPath(manifest)
  if (path === null) return
  got.formats.add('Core ML')
  const sections = withHeader(`${folder}/${path}`, coreMlSections)
  if (sections === null) got.problems.push(`${file.path} names ${path}, which is missing.`)
  else got.sections.push(...sections)
}

/** `model.safetensors.index.json` names the file of every tensor: a shard that is missing was not downloaded. */
function checkShards(files: readonly ModelFile[], got: Gathered): void {
  const names = new Set(files.map(({ path }) => path))
  for (const file of files) {
    if (!file.name.endsWith('.safetensors.index.json')) continue
    try {
      const map = readJson(file)?.['weight_map']
      const folder = file.path.slice(0, -file.name.length)
      const shards = isObject(map) ? [...new Set(Object.values(map).map(factText))] : []
      const missing = shards.filter((shard) => shard !== null && !names.has(folder + shard))
      if (missing.length > 0) {
        got.problems.push(
          `${missing.length} of ${shards.length} weight files are missing: ${missing.slice(0, 3).join(', ')}.`,
        )
      }
    } catch (thrown) {
      note(got, file, thrown)
    }
  }
}

function push(got: Gathered, section: InspectionSection | null): void {
  if (section !== null) got.sections.push(section)
}

function note(got: Gathered, file: ModelFile, thrown: unknown): void {
  if (thrown instanceof HeaderFault) got.problems.push(`${file.path} ${thrown.message}.`)
  else if (errnoOf(thrown) !== null) got.problems.push(fileError(thrown, file.path).message)
  else throw thrown
}
