import { conversions, convertedUnet, planConversion } from './conversion-runs'
import type { MetricPoint, Pairs, PlannedExperiment, PlannedModel, PlannedRun } from './planned-store'
import { pythonFloat } from './python-text'
import { createRandom, noiseAt, type Random } from './random'
import { encodeSafetensors } from './safetensors'
import { historyMs, startTimes } from './schedule'

const hub = 'stabilityai/stable-diffusion-2-1-base'
const imageCount = 40

interface StyleSpec {
  readonly style: string
  readonly strength: number
  readonly inferenceSteps: number
}

const transfers: readonly StyleSpec[] = [
  { style: 'watercolour', strength: 0.5, inferenceSteps: 20 },
  { style: 'watercolour', strength: 0.7, inferenceSteps: 20 },
  { style: 'watercolour', strength: 0.7, inferenceSteps: 30 },
  { style: 'woodcut', strength: 0.6, inferenceSteps: 20 },
  { style: 'woodcut', strength: 0.8, inferenceSteps: 30 },
  { style: 'woodcut', strength: 0.9, inferenceSteps: 50 },
  { style: 'blueprint', strength: 0.7, inferenceSteps: 20 },
  { style: 'blueprint', strength: 0.7, inferenceSteps: 50 },
  { style: 'night-sky', strength: 0.6, inferenceSteps: 30 },
  { style: 'night-sky', strength: 0.75, inferenceSteps: 30 },
]

/** Ten style transfers, then six conversions to Core ML; for the SQLite store. */
export function planStyle(random: Random, now: number): PlannedExperiment {
  const starts = startTimes(transfers.length + conversions.length, now, random)
  const startOf = (index: number) => starts[index] ?? now - historyMs
  const transferRuns = transfers.map((spec, index) => planTransfer(spec, startOf(index), random))
  const conversionRuns = conversions.map((spec, index) =>
    planConversion(spec, startOf(transfers.length + index), random),
  )
  return {
    project: 'coreml-stable-diffusion-style-transfer',
    // SQLite stores count; 0 is "Default".
    experimentId: '1',
    createdAt: now - historyMs - 30_000,
    runs: [...transferRuns, ...conversionRuns],
    registeredModels: [styleAdapter(transferRuns), convertedUnet(conversionRuns)],
  }
}

function planTransfer(spec: StyleSpec, startTime: number, random: Random): PlannedRun {
  const secondsPerImage = 1.4 + 0.31 * spec.inferenceSteps
  const noiseSeed = random.integer(1, 2 ** 31)
  const endTime = startTime + Math.round(imageCount * secondsPerImage * 1000) + random.integer(2000, 5000)
  const params: Pairs = [
    ['model_name', hub],
    ['num_inference_steps', String(spec.inferenceSteps)],
    ['guidance_scale', '7.5'],
    ['height', '512'],
    ['width', '512'],
    ['use_mlx', 'False'],
    ['style_strength', pythonFloat(spec.strength)],
    ['content_strength', pythonFloat(Number((1 - spec.strength).toFixed(2)))],
    ['output_resolution', '(512, 512)'],
    ['preserve_color', spec.style === 'blueprint' ? 'False' : 'True'],
  ]
  return {
    runId: random.hex(32),
    name: `${spec.style}-s${spec.strength}-${spec.inferenceSteps}steps`,
    status: 'FINISHED',
    startTime,
    endTime,
    parentRunId: null,
    description: `${imageCount} pictures in the style "${spec.style}".`,
    params,
    tags: [
      ['task', 'style_transfer'],
      ['framework', 'coreml'],
      ['model', 'stable_diffusion'],
    ],
    points: transferPoints(spec, startTime, secondsPerImage, noiseSeed),
    dataset: { name: 'street-photos', digest: 'c03e5d18', uri: 'data/street-photos', rowCount: imageCount },
    artifacts: [{ path: 'outputs/style_adapter.safetensors', content: styleWeights(noiseSeed) }],
  }
}

/** One step a picture. */
function transferPoints(
  spec: StyleSpec,
  startTime: number,
  secondsPerImage: number,
  noiseSeed: number,
): MetricPoint[] {
  const refinement = 1 - Math.exp(-spec.inferenceSteps / 18)
  return Array.from({ length: imageCount }, (_, index) => {
    const noise = (stream: number) => noiseAt(noiseSeed, stream, index)
    const similarity = clampRatio(0.38 + 0.42 * spec.strength * refinement + 0.035 * noise(0))
    const preservation = clampRatio(0.97 - 0.4 * spec.strength ** 1.6 + 0.03 * noise(1))
    const values: [string, number][] = [
      ['style_similarity', similarity],
      ['content_preservation', preservation],
      ['quality_score', clampRatio(Math.sqrt(similarity * preservation) * (0.9 + 0.1 * refinement))],
      ['transfer_time_s', secondsPerImage * (1 + 0.02 * noise(2))],
      ['memory_mb', 5230 + 60 * noise(3)],
    ]
    const timestamp = startTime + Math.round((index + 1) * secondsPerImage * 1000)
    return values.map(([key, value], order) => ({
      key,
      value: Number(value.toFixed(4)),
      step: index,
      timestamp: timestamp + order,
    }))
  }).flat()
}

function styleAdapter(runs: readonly PlannedRun[]): PlannedModel {
  const kept = runs.filter((run) => run.name.startsWith('woodcut'))
  return {
    name: 'woodcut-style',
    description: 'Style adapter for woodcuts.',
    tags: [['project', 'coreml-stable-diffusion-style-transfer']],
    aliases: [
      ['champion', 2],
      ['challenger', kept.length],
    ],
    versions: kept.map((run) => ({ run, artifactPath: 'outputs', description: run.name, tags: [] })),
  }
}

export function styleWeights(seed: number): Uint8Array {
  const random = createRandom(seed)
  const values = Float32Array.from({ length: 8 * 24 }, () => random.between(-0.1, 0.1))
  const name = 'unet.down_blocks.0.attentions.0.to_k.lora_a'
  return encodeSafetensors([{ name, shape: [8, 24], values }], { format: 'pt' })
}

function clampRatio(value: number): number {
  return Math.min(1, Math.max(0, value))
}
