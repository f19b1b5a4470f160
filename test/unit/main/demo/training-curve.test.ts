import { describe, expect, it } from 'vitest'
import {
  learningRateAt,
  pointsAtStep,
  pointsUntil,
  type TrainingCurve,
} from '../../../../main/demo/training-curve'

const curve: TrainingCurve = {
  seed: 5,
  totalSteps: 1000,
  secondsPerStep: 2,
  reportEverySteps: 10,
  evaluateEverySteps: 100,
  sampleMachineEverySteps: 20,
  startLoss: 2.3,
  floorLoss: 1.1,
  peakLearningRate: 2e-4,
  warmupSteps: 100,
  tokensPerSecond: 900,
  modelMemoryGb: 4,
  overfitsFromStep: null,
  divergesAtStep: null,
}

function valuesOf(of: TrainingCurve, key: string): number[] {
  return pointsUntil(of, 0, of.totalSteps).flatMap((point) => (point.key === key ? [point.value] : []))
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('a training curve', () => {
  it('warms up in a line, peaks, and decays to a tenth', () => {
    expect(learningRateAt(curve, 50)).toBeCloseTo(1e-4, 12)
    expect(learningRateAt(curve, 100)).toBeCloseTo(2e-4, 12)
    expect(learningRateAt(curve, 1000)).toBeCloseTo(2e-5, 12)
    const decay = valuesOf(curve, 'learning_rate').slice(10)
    expect(decay).toEqual([...decay].sort((a, b) => b - a))
  })

  it('lowers the loss from its start towards its floor, with noise', () => {
    const losses = valuesOf(curve, 'train_loss')
    expect(losses).toHaveLength(100)
    expect(mean(losses.slice(0, 5))).toBeGreaterThan(1.9)
    expect(mean(losses.slice(-20))).toBeGreaterThan(1.1)
    expect(mean(losses.slice(-20))).toBeLessThan(1.35)
    expect(losses).not.toEqual([...losses].sort((a, b) => b - a))
  })

  it('turns the evaluation upwards where it overfits, and only there', () => {
    const evaluations = valuesOf({ ...curve, overfitsFromStep: 400 }, 'eval_loss')
    const lowest = evaluations.indexOf(Math.min(...evaluations))
    expect(lowest).toBeGreaterThan(1)
    expect(lowest).toBeLessThan(6)
    expect(evaluations.at(-1)).toBeGreaterThan(Math.min(...evaluations) + 0.2)
    const healthy = valuesOf(curve, 'eval_loss')
    expect(healthy.at(-1)).toBeLessThan(healthy[2]!)
  })

  it('leaves the numbers for good where it diverges', () => {
    const diverging = { ...curve, divergesAtStep: 300 }
    const losses = valuesOf(diverging, 'train_loss')
    expect(losses.slice(0, 29).every(Number.isFinite)).toBe(true)
    expect(losses.slice(29).every(Number.isNaN)).toBe(true)
    expect(losses[28]).toBeGreaterThan(losses[15]!)
    const norms = valuesOf(diverging, 'grad_norm')
    expect(norms[29]).toBe(Infinity)
    expect(norms.at(-1)).toBeNaN()
  })

  it('counts samples of the machine apart from steps, as MLflow does', () => {
    const keys = pointsAtStep(curve, 20, 7).map((point) => [point.key, point.step])
    expect(keys).toContainEqual(['apple_silicon_thermal_state', 20])
    expect(keys).toContainEqual(['system/cpu_utilization_percentage', 0])
    expect(pointsAtStep(curve, 21, 7)).toEqual([])
  })

  it('depends on the step alone, not on what was asked before', () => {
    const all = pointsUntil(curve, 0, 200).filter((point) => point.step === 200 && point.key === 'train_loss')
    const alone = pointsAtStep(curve, 200, 400_000).filter((point) => point.key === 'train_loss')
    expect(alone).toEqual(all)
  })
})
