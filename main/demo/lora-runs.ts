import { checkpointArtifacts, registeredAdapter } from './lora-artifacts'
import { curveOf, runningCurveOf } from './lora-curve'
import {
  bases,
  type LoraSpec,
  loraDatasets,
  loraSpecs,
  runningForMs,
  runningSpec,
  sweepRanks,
} from './lora-specs'
import type { MetricPoint, Pairs, PlannedExperiment, PlannedRun } from './planned-store'
import { pythonFloat } from './python-text'
import type { Random } from './random'
import { experimentIdOf, historyMs, startTimes } from './schedule'
import { pointsUntil, type TrainingCurve } from './training-curve'

export interface LoraPlan {
  readonly experiment: PlannedExperiment
  readonly runningRun: PlannedRun
  readonly runningCurve: TrainingCurve
  /** The first step of the running run that lies in the future. */
  readonly nextStep: number
}

/** Seventeen trainings, one of them a sweep with six children, and the one that runs now. */
export function planLora(random: Random, now: number): LoraPlan {
  const starts = startTimes(loraSpecs.length, now, random)
  const finished = loraSpecs.flatMap((spec, index) => {
    const startTime = starts[index] ?? now - historyMs
    return spec.fate === 'sweep' ? planSweep(spec, startTime, random) : [planRun(spec, startTime, random)]
  })
  const { runningRun, runningCurve } = planRunning(now, random)
  const experiment: PlannedExperiment = {
    project: 'lora-finetuning-mlx',
    experimentId: experimentIdOf(random),
    createdAt: now - historyMs - 60_000,
    runs: [...finished, runningRun],
    registeredModels: [registeredAdapter(finished)],
  }
  return { experiment, runningRun, runningCurve, nextStep: runningForMs / 1000 }
}

function planRun(spec: LoraSpec, startTime: number, random: Random): PlannedRun {
  const curve = curveOf(spec, random)
  const lastStep = lastStepOf(spec)
  const isWhole = lastStep === spec.steps
  const endTime = startTime + Math.round(lastStep * curve.secondsPerStep * 1000) + random.integer(900, 4000)
  const points = pointsUntil(curve, startTime, lastStep)
  if (isWhole && spec.dataset === 'tickets') points.push(...monitoringPoints(endTime - 400, random))
  return {
    ...declared(spec),
    runId: random.hex(32),
    name: nameOf(spec),
    status: spec.fate === 'fails' ? 'FAILED' : spec.fate === 'killed' ? 'KILLED' : 'FINISHED',
    startTime,
    endTime,
    parentRunId: null,
    points,
    artifacts: isWhole && spec.fate !== 'diverges' ? checkpointArtifacts(spec.rank, curve, random) : [],
  }
}

function nameOf(spec: LoraSpec): string {
  const name = `${spec.base}-r${spec.rank}-lr${spec.learningRate.toExponential()}`
  return spec.fate === 'fails' ? `${name}-batch8` : name
}

function planSweep(spec: LoraSpec, startTime: number, random: Random): PlannedRun[] {
  const parentRunId = random.hex(32)
  let childStart = startTime + 1500
  const children = sweepRanks.map((rank) => {
    const child = planRun({ ...spec, rank, description: `Rank ${rank} of the sweep.` }, childStart, random)
    childStart = (child.endTime ?? childStart) + 2000
    return { ...child, name: `rank-${rank}`, parentRunId, artifacts: [] }
  })
  const losses = children.flatMap((child) => child.points.filter((point) => point.key === 'eval_loss'))
  const best = Math.min(...losses.map((point) => point.value))
  const parent: PlannedRun = {
    ...declared(spec),
    runId: parentRunId,
    name: 'llama-3.2-1b-rank-sweep',
    status: 'FINISHED',
    startTime,
    endTime: childStart,
    parentRunId: null,
    params: [
      ['model_name', bases[spec.base].hub],
      ['search_strategy', 'grid'],
      ['lora_rank', `[${sweepRanks.join(', ')}]`],
    ],
    points: [{ key: 'best_eval_loss', value: best, step: 0, timestamp: childStart - 50 }],
    artifacts: [],
  }
  return [parent, ...children]
}

function planRunning(now: number, random: Random): { runningRun: PlannedRun; runningCurve: TrainingCurve } {
  const runningCurve = runningCurveOf(runningSpec, random)
  const startTime = now - runningForMs
  const runningRun: PlannedRun = {
    ...declared(runningSpec),
    runId: random.hex(32),
    name: 'llama-3.2-1b-r16-full-pass',
    status: 'RUNNING',
    startTime,
    endTime: null,
    parentRunId: null,
    points: pointsUntil(runningCurve, startTime, runningForMs / 1000 - 1),
    artifacts: [],
  }
  return { runningRun, runningCurve }
}

function lastStepOf(spec: LoraSpec): number {
  if (spec.fate === 'fails') return 31
  return spec.fate === 'killed' ? 236 : spec.steps
}

/** What the user wrote down before the training began, under the toolkit's names. */
function declared(spec: LoraSpec): Pick<PlannedRun, 'description' | 'params' | 'tags' | 'dataset'> {
  const batchSize = spec.fate === 'fails' ? 8 : spec.base === 'mistral-7b' ? 1 : 4
  const params: Pairs = [
    ['lora_rank', String(spec.rank)],
    ['lora_alpha', pythonFloat(spec.rank * 2)],
    ['lora_dropout', spec.dataset === 'tickets' ? '0.1' : '0.05'],
    ['lora_target_modules', "['q_proj', 'k_proj', 'v_proj', 'o_proj']"],
    ['model_name', bases[spec.base].hub],
    ['num_epochs', spec.fate === 'overfits' ? '12' : '3'],
    ['batch_size', String(batchSize)],
    ['learning_rate', pythonFloat(spec.learningRate)],
    ['optimizer', 'adamw'],
    ['warmup_steps', String(spec.steps / 10)],
    ['gradient_accumulation_steps', batchSize === 1 ? '8' : '1'],
    ['max_grad_norm', '1.0'],
    ['use_mlx', 'True'],
    ['mlx_precision', 'float16'],
  ]
  const tags: Pairs = [
    ['task', 'training'],
    ['framework', 'mlx'],
    ['method', 'lora'],
  ]
  return { description: spec.description, params, tags, dataset: loraDatasets[spec.dataset] }
}

/** What the toolkit's monitoring leaves in a run: the only durable numeric trace of drift. */
function monitoringPoints(timestamp: number, random: Random): MetricPoint[] {
  const share = Number(random.between(0, 0.8).toFixed(3))
  return [
    { key: 'monitoring_dataset_drift', value: share >= 0.5 ? 1 : 0, step: 0, timestamp },
    { key: 'monitoring_drift_share', value: share, step: 0, timestamp: timestamp + 1 },
    { key: 'monitoring_performance_degraded', value: 0, step: 0, timestamp: timestamp + 2 },
  ]
}
