import type { MetricPoint } from './planned-store'
import { noiseAt } from './random'

/**
 * A fine-tuning run as its trainer would log it, as a function of the step: loss that falls by a power law,
 * learning rate with linear warm-up and cosine decay, throughput that sags when the machine gets warm.
 * Plain numbers only, because the live writer receives it as part of `DemoInfo`.
 */
export interface TrainingCurve {
  readonly seed: number
  readonly totalSteps: number
  readonly secondsPerStep: number
  /** A report is logged every so many steps; the machine and the evaluation have their own rhythm. */
  readonly reportEverySteps: number
  readonly evaluateEverySteps: number
  /** 0: hardware is not logged. */
  readonly sampleMachineEverySteps: number
  readonly startLoss: number
  readonly floorLoss: number
  readonly peakLearningRate: number
  readonly warmupSteps: number
  readonly tokensPerSecond: number
  readonly modelMemoryGb: number
  /** From here on the evaluation loss rises; null: it does not. */
  readonly overfitsFromStep: number | null
  /** Here the loss leaves the numbers; null: it does not. */
  readonly divergesAtStep: number | null
}

/** Seconds of load after which the machine of the demo is warm enough to slow down. */
const warmAfterSeconds = 900
const memoryTotalGb = 36

/** All that is logged at one step, in the order in which it is logged; empty between the reports. */
export function pointsAtStep(curve: TrainingCurve, step: number, timestamp: number): MetricPoint[] {
  const due = (everySteps: number) => everySteps > 0 && step % everySteps === 0
  const values: (readonly [string, number, number])[] = []
  if (due(curve.reportEverySteps))
    values.push(...report(curve, step).map(([key, value]) => [key, value, step] as const))
  if (due(curve.evaluateEverySteps))
    values.push(['eval_loss', Math.fround(evaluationLoss(curve, step)), step])
  if (due(curve.sampleMachineEverySteps)) {
    values.push(...machine(curve, step).map(([key, value]) => [key, value, step] as const))
    // MLflow's monitor counts its own samples instead of the trainer's steps.
    const sample = step / curve.sampleMachineEverySteps - 1
    values.push(...system(curve, step).map(([key, value]) => [`system/${key}`, value, sample] as const))
  }
  return values.map(([key, value, at], index) => ({ key, value, step: at, timestamp: timestamp + index }))
}

/** Everything from the first step to `lastStep`. */
export function pointsUntil(curve: TrainingCurve, startTime: number, lastStep: number): MetricPoint[] {
  const points: MetricPoint[] = []
  for (let step = 1; step <= lastStep; step++) {
    const timestamp = startTime + Math.round(step * curve.secondsPerStep * 1000)
    points.push(...pointsAtStep(curve, step, timestamp))
  }
  return points
}

export function evaluationLoss(curve: TrainingCurve, step: number): number {
  if (curve.divergesAtStep !== null && step >= curve.divergesAtStep) return NaN
  const overfitSteps = curve.overfitsFromStep === null ? 0 : Math.max(0, step - curve.overfitsFromStep)
  const overfit = 0.9 * (overfitSteps / curve.totalSteps) ** 1.3
  return trend(curve, step) + 0.04 + overfit + 0.008 * noiseAt(curve.seed, 1, step)
}

export function learningRateAt(curve: TrainingCurve, step: number): number {
  if (step <= curve.warmupSteps) return (curve.peakLearningRate * step) / curve.warmupSteps
  const progress = Math.min(1, (step - curve.warmupSteps) / (curve.totalSteps - curve.warmupSteps))
  return curve.peakLearningRate * (0.1 + 0.45 * (1 + Math.cos(Math.PI * progress)))
}

function trend(curve: TrainingCurve, step: number): number {
  const pace = curve.totalSteps / 14
  return curve.floorLoss + (curve.startLoss - curve.floorLoss) * (1 + step / pace) ** -0.85
}

function report(curve: TrainingCurve, step: number): [string, number][] {
  const { seed } = curve
  // MLX hands float32 to Python, which prints all digits of the double: 1.8734511137008667.
  const rounded: [string, number][] = [
    ['train_loss', trainLoss(curve, step)],
    ['learning_rate', learningRateAt(curve, step)],
    ['grad_norm', gradientNorm(curve, step)],
    [
      'tokens_per_second',
      curve.tokensPerSecond * speedRatio(curve, step) * (1 + 0.015 * noiseAt(seed, 2, step)),
    ],
    ['peak_memory_gb', curve.modelMemoryGb * (1 + 0.12 * (1 - Math.exp(-step / 40)))],
  ]
  return rounded.map(([key, value]) => [key, Math.fround(value)])
}

function trainLoss(curve: TrainingCurve, step: number): number {
  const value = trend(curve, step)
  const wobble = (0.035 + 0.02 * (value / curve.startLoss)) * value * noiseAt(curve.seed, 3, step)
  const end = curve.divergesAtStep
  if (end === null || step < 0.6 * end) return value + wobble
  return step >= end ? NaN : value + wobble + 0.05 * Math.expm1((step - 0.6 * end) / (0.07 * end))
}

function gradientNorm(curve: TrainingCurve, step: number): number {
  const calm = 0.35 + 1.6 * (1 + step / (curve.totalSteps / 20)) ** -0.7
  const value = calm * Math.exp(0.22 * noiseAt(curve.seed, 4, step))
  if (curve.divergesAtStep === null || step < curve.divergesAtStep * 0.6) return value
  const overflowsUntil = curve.divergesAtStep + 2 * curve.reportEverySteps
  if (step >= overflowsUntil) return NaN
  return step >= curve.divergesAtStep ? Infinity : value * 2 ** ((step / curve.divergesAtStep - 0.6) * 24)
}

/** 1 while cool; 0.9 and less when warm, with a slow breath of the fan. */
function speedRatio(curve: TrainingCurve, step: number): number {
  const seconds = step * curve.secondsPerStep
  const warmth = 1 / (1 + Math.exp(-(seconds - warmAfterSeconds) / 60))
  return 1 - warmth * (0.08 + 0.02 * Math.sin(seconds / 140))
}

/** The toolkit's own hardware metrics (mlops/tracking/apple_silicon_metrics.py, prefix of MLFlowClient). */
function machine(curve: TrainingCurve, step: number): [string, number][] {
  const usedGb = round(curve.modelMemoryGb + 9.4 + 0.3 * noiseAt(curve.seed, 5, step), 3)
  const isWarm = speedRatio(curve, step) < 0.95
  return [
    ['apple_silicon_memory_used_gb', usedGb],
    ['apple_silicon_memory_utilization_percent', round((100 * usedGb) / memoryTotalGb, 1)],
    [
      'apple_silicon_mps_utilization_percent',
      round(Math.min(100, 96 + 1.8 * noiseAt(curve.seed, 6, step)), 1),
    ],
    ['apple_silicon_thermal_state', isWarm ? 1 : 0],
  ]
}

/** MLflow's system metrics on a Mac: no GPU ones. */
function system(curve: TrainingCurve, step: number): [string, number][] {
  const usedMb = (curve.modelMemoryGb + 9.4 + 0.3 * noiseAt(curve.seed, 5, step)) * 1024
  const diskUsedMb = 412_300 + (step * curve.secondsPerStep) / 40
  return [
    ['cpu_utilization_percentage', round(Math.max(3, 17 + 4 * noiseAt(curve.seed, 7, step)), 1)],
    ['system_memory_usage_megabytes', round(usedMb, 1)],
    ['system_memory_usage_percentage', round((100 * usedMb) / (memoryTotalGb * 1024), 1)],
    ['disk_usage_percentage', round((100 * diskUsedMb) / 994_662, 1)],
    ['disk_usage_megabytes', round(diskUsedMb, 1)],
    ['disk_available_megabytes', round(994_662 - diskUsedMb, 1)],
    ['network_receive_megabytes', round((step * curve.secondsPerStep) / 190, 3)],
    ['network_transmit_megabytes', round((step * curve.secondsPerStep) / 700, 3)],
  ]
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}
