import { compressedModelArtifacts, registeredQuantized } from './compression-artifacts'
import {
  compressedBases,
  type CompressedBase,
  type CompressionSpec,
  compressionSpecs,
  outcomeOf,
} from './compression-specs'
import type { MetricPoint, Pairs, PlannedExperiment, PlannedRun } from './planned-store'
import { pythonFloat } from './python-text'
import { noiseAt, type Random } from './random'
import { experimentIdOf, historyMs, startTimes } from './schedule'

/** Thirteen single compressions and one comprehensive run, whose three methods are its children. */
export function planCompression(random: Random, now: number): PlannedExperiment {
  const starts = startTimes(compressionSpecs.length + 1, now, random)
  const single = compressionSpecs.map((spec, index) =>
    planRun(spec, starts[index] ?? now - historyMs, random),
  )
  const runs = [...single, ...planComprehensive(starts.at(-1) ?? now - historyMs, random)]
  return {
    project: 'model-compression-mlx',
    experimentId: experimentIdOf(random),
    createdAt: now - historyMs - 90_000,
    runs,
    registeredModels: [registeredQuantized(single)],
  }
}

function planRun(spec: CompressionSpec, startTime: number, random: Random): PlannedRun {
  const base = compressedBases[spec.base]
  const layerMs = random.integer(3500, 7000)
  const measuredAt = startTime + base.layers * layerMs
  const runId = random.hex(32)
  const noiseSeed = random.integer(1, 2 ** 31)
  return {
    runId,
    name: runName(spec),
    status: 'FINISHED',
    startTime,
    endTime: measuredAt + random.integer(20_000, 60_000),
    parentRunId: null,
    description: spec.description,
    params: paramsOf(spec, base),
    tags: tagsOf(spec.method),
    points: [
      ...layerErrors(spec, base, startTime, layerMs, noiseSeed),
      ...measured(spec, measuredAt, noiseSeed),
    ],
    dataset: null,
    artifacts: compressedModelArtifacts(spec, random),
  }
}

function planComprehensive(startTime: number, random: Random): PlannedRun[] {
  const parentRunId = random.hex(32)
  const methods: readonly CompressionSpec[] = [
    { base: 'qwen2.5-0.5b', method: 'quantization', bits: 4, sparsity: 0, description: 'Step 1 of 3.' },
    { base: 'qwen2.5-0.5b', method: 'pruning', bits: 16, sparsity: 0.3, description: 'Step 2 of 3.' },
    { base: 'qwen2.5-0.5b', method: 'distillation', bits: 16, sparsity: 0, description: 'Step 3 of 3.' },
  ]
  let childStart = startTime + 2000
  const children = methods.map((spec) => {
    const child = { ...planRun(spec, childStart, random), parentRunId, artifacts: [] }
    childStart = (child.endTime ?? childStart) + 3000
    return child
  })
  const ratios = children.flatMap((child) =>
    child.points.filter((point) => point.key === 'compression_ratio'),
  )
  const ratio = ratios.reduce((product, point) => product * point.value, 1)
  const params: Pairs = [
    ['compression_method', 'comprehensive'],
    ['enabled_methods', "['quantization', 'pruning', 'distillation']"],
    ['model_name', compressedBases['qwen2.5-0.5b'].hub],
    ['use_mlx', 'True'],
    ['sequential_compression', 'True'],
  ]
  const parent: PlannedRun = {
    runId: parentRunId,
    name: 'qwen2.5-0.5b-comprehensive',
    status: 'FINISHED',
    startTime,
    endTime: childStart,
    parentRunId: null,
    description: 'All three methods, one after the other.',
    params,
    tags: tagsOf(null),
    points: [
      { key: 'compression_ratio', value: Number(ratio.toFixed(4)), step: 0, timestamp: childStart - 40 },
    ],
    dataset: null,
    artifacts: [],
  }
  return [parent, ...children]
}

function runName(spec: CompressionSpec): string {
  if (spec.method === 'quantization') return `${spec.base}-${spec.bits}bit`
  return spec.method === 'pruning' ? `${spec.base}-sparse${spec.sparsity * 100}` : `${spec.base}-distilled`
}

function tagsOf(method: string | null): Pairs {
  const tags: Pairs = [
    ['task', 'compression'],
    ['framework', 'mlx'],
  ]
  return method === null ? tags : [...tags, ['method', method]]
}

function paramsOf(spec: CompressionSpec, base: CompressedBase): Pairs {
  const common: Pairs = [
    ['compression_method', spec.method],
    ['model_name', base.hub],
  ]
  if (spec.method === 'quantization') {
    return [
      ...common,
      ['target_bits', String(spec.bits)],
      ['quantization_method', 'post_training'],
      ['use_mlx_quantization', 'True'],
      ['symmetric', 'True'],
      ['per_channel', spec.bits < 8 ? 'True' : 'False'],
      ['calibration_samples', '512'],
    ]
  }
  if (spec.method === 'distillation') return [...common, ['temperature', '2.0'], ['alpha', '0.5']]
  return [
    ...common,
    ['target_sparsity', pythonFloat(spec.sparsity)],
    ['pruning_method', 'magnitude'],
    ['structured', 'False'],
    ['prune_bias', 'False'],
    ['iterative', 'True'],
    ['num_iterations', '5'],
  ]
}

/** The error that each layer gained, logged while the layers are worked through: the step is the layer. */
function layerErrors(
  spec: CompressionSpec,
  base: CompressedBase,
  startTime: number,
  layerMs: number,
  noiseSeed: number,
): MetricPoint[] {
  const scale = outcomeOf(spec).lossGrowth * 0.4 + 0.0004
  return Array.from({ length: base.layers }, (_, layer) => {
    // First and last layers suffer most, as is known of transformers.
    const edge = 1 + 1.4 * Math.exp(-layer / 1.5) + 0.9 * Math.exp(-(base.layers - 1 - layer) / 1.2)
    const value = scale * edge * Math.exp(0.15 * noiseAt(noiseSeed, 0, layer))
    return { key: 'layer_error', value, step: layer, timestamp: startTime + (layer + 1) * layerMs }
  })
}

function measured(spec: CompressionSpec, timestamp: number, noiseSeed: number): MetricPoint[] {
  const base = compressedBases[spec.base]
  const outcome = outcomeOf(spec)
  const wobble = (index: number) => 1 + 0.012 * noiseAt(noiseSeed, 1, index)
  const compressedMb = (base.sizeMb / outcome.ratio) * wobble(0)
  const speedup = outcome.speedup * wobble(1)
  const values: [string, number][] = [
    ['original_size_mb', base.sizeMb],
    ['compressed_size_mb', compressedMb],
    ['size_reduction_mb', base.sizeMb - compressedMb],
    ['compression_ratio', base.sizeMb / compressedMb],
    ['original_inference_time_s', base.inferenceSeconds],
    ['compressed_inference_time_s', base.inferenceSeconds / speedup],
    ['inference_speedup', speedup],
    ['original_memory_mb', base.sizeMb * 1.22],
    ['compressed_memory_mb', compressedMb * 1.22 + 90],
    ['original_throughput_tokens_per_s', base.tokensPerSecond],
    ['compressed_throughput_tokens_per_s', base.tokensPerSecond * speedup],
    ['original_perplexity', base.perplexity],
    ['compressed_perplexity', base.perplexity * (1 + outcome.lossGrowth) * wobble(2) ** 0.2],
  ]
  if (spec.method === 'quantization') values.push(['actual_bits', outcome.achieved])
  if (spec.method === 'pruning') values.push(['actual_sparsity', outcome.achieved])
  return values.map(([key, value], index) => ({
    key,
    value: Number(value.toFixed(4)),
    step: 0,
    timestamp: timestamp + index,
  }))
}
