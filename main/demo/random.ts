/** Seeded numbers: the same seed gives the same demo, on every machine. Not for anything secret. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number
  between(low: number, high: number): number
  /** Both ends included. */
  integer(low: number, high: number): number
  /** Lower-case hexadecimal digits, as in MLflow's run ids. */
  hex(length: number): string
}

export function createRandom(seed: number): Random {
  const next = mulberry32(seed)
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    integer,
    hex: (length) => Array.from({ length }, () => integer(0, 15).toString(16)).join(''),
  }
}

/** Tommy Ettinger's mulberry32: 32 bits of state, good enough for pictures. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Gaussian noise (mean 0, deviation 1) as a function of where it is, not of what was drawn before: the live
 * writer continues a curve exactly as the generator would have drawn it.
 */
export function noiseAt(seed: number, stream: number, index: number): number {
  const next = mulberry32(seed ^ Math.imul(stream + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b))
  const radius = Math.sqrt(-2 * Math.log(1 - next()))
  return radius * Math.cos(2 * Math.PI * next())
}
