import { bases, type LoraSpec } from './lora-specs'
import type { Random } from './random'
import type { TrainingCurve } from './training-curve'

/** How a run with these settings goes: best at a rank of 24 and a rate of 1.7e-4, so that the sweep shows something. */
export function curveOf(spec: LoraSpec, random: Random): TrainingCurve {
  const base = bases[spec.base]
  const rankPenalty = 0.028 * Math.abs(Math.log2(spec.rank / 24))
  const ratePenalty = 0.07 * Math.abs(Math.log10(spec.learningRate / 1.7e-4))
  const tokensPerSecond =
    base.tokensPerSecond * (1 - 0.02 * Math.log2(spec.rank / 4)) * random.between(0.97, 1.03)
  return {
    seed: random.integer(1, 2 ** 31),
    totalSteps: spec.steps,
    secondsPerStep: Number((1024 / tokensPerSecond + 0.35).toFixed(3)),
    reportEverySteps: 10,
    evaluateEverySteps: spec.steps / 10,
    sampleMachineEverySteps: 20,
    startLoss: base.loss + random.between(-0.05, 0.05),
    floorLoss: base.floor + rankPenalty + ratePenalty + random.between(-0.015, 0.015),
    peakLearningRate: spec.learningRate,
    warmupSteps: spec.steps / 10,
    tokensPerSecond,
    modelMemoryGb: base.memoryGb * (1 + spec.rank / 600),
    overfitsFromStep: spec.fate === 'overfits' ? spec.steps * 0.35 : null,
    divergesAtStep: spec.fate === 'diverges' ? 190 : null,
  }
}

/** One step and one report a second: the live writer then goes on in the run's own rhythm. */
export function runningCurveOf(spec: LoraSpec, random: Random): TrainingCurve {
  return {
    ...curveOf(spec, random),
    secondsPerStep: 1,
    reportEverySteps: 1,
    evaluateEverySteps: 300,
    sampleMachineEverySteps: 10,
    warmupSteps: 400,
  }
}
