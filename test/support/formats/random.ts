export interface Random {
  /** An integer from 0 to `limit` - 1; 0 for a limit of 0. */
  below(limit: number): number
}

/** Mulberry32: the same seed gives the same run of a fuzz test. */
export function random(seed: number): Random {
  let state = seed >>> 0
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return limit === 0 ? 0 : ((mixed ^ (mixed >>> 14)) >>> 0) % limit
    },
  }
}
