/** The load of an imagined training run at one moment: shares 0..1. Pure and repeatable, so that tests can expect it. */
export interface SimulatedLoad {
  readonly gpu: number
  readonly ane: number
  readonly performance: number
  readonly efficiency: number
  readonly memory: number
  /** How warm the machine has become, 0..1. */
  readonly heat: number
}

const epochSeconds = 180
const validationSeconds = 24

/** Epochs of training with a dip at each checkpoint; validation on the ANE at the end of each epoch. */
export function simulatedLoad(seconds: number): SimulatedLoad {
  const inEpoch = seconds % epochSeconds
  const isValidating = inEpoch > epochSeconds - validationSeconds
  const isSaving = inEpoch < 4
  const gpu = isSaving
    ? 0.12
    : isValidating
      ? 0.34 + 0.1 * noise(seconds, 1)
      : 0.88 + 0.1 * wave(seconds, 7, 1)
  const ane = isValidating ? 0.42 + 0.2 * noise(seconds, 2) : 0.01
  const performance = isSaving ? 0.7 : 0.22 + 0.12 * noise(seconds, 3) + (isValidating ? 0.15 : 0)
  const efficiency = 0.35 + 0.25 * noise(seconds, 4)
  const memory = 0.62 + 0.05 * (inEpoch / epochSeconds) + 0.01 * wave(seconds, 40, 5)
  const heat = 1 - Math.exp(-seconds / 240)
  return {
    gpu: within(gpu),
    ane: within(ane),
    performance: within(performance),
    efficiency: within(efficiency),
    memory,
    heat,
  }
}

/** Somebody reads mail. */
export function idleLoad(seconds: number): SimulatedLoad {
  return {
    gpu: 0.03 + 0.05 * noise(seconds, 1),
    ane: 0,
    performance: 0.03 + 0.04 * noise(seconds, 3),
    efficiency: 0.12 + 0.15 * noise(seconds, 4),
    memory: 0.38 + 0.01 * noise(seconds / 60, 5),
    heat: 0.12,
  }
}

/** Steady between whole seconds, without memory: a hash of the second, joined by straight lines. */
export function noise(seconds: number, seed: number): number {
  const whole = Math.floor(seconds)
  const share = seconds - whole
  return hash(whole, seed) * (1 - share) + hash(whole + 1, seed) * share
}

function hash(whole: number, seed: number): number {
  let bits = Math.imul(whole ^ (seed * 0x9e3779b1), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32
}

function wave(seconds: number, period: number, seed: number): number {
  return 0.6 * Math.sin((2 * Math.PI * seconds) / period) + 0.4 * (2 * noise(seconds, seed) - 1)
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share))
}
