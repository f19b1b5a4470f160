/** When a part of a server is read again: never sooner than `leastMs`, and the rarer, the longer it took. */
export interface Pace {
  isDue(): boolean
  /** Due at once: what was read may be out of date altogether. */
  hurry(): void
  /** Took `costMs`. */
  done(costMs: number): void
}

interface PaceOptions {
  readonly now: () => number
  readonly leastMs: number
  /** Rest of so many times the cost: 20 spends at most 5 % of the time on it. */
  readonly restFactor: number
}

export function createPace({ now, leastMs, restFactor }: PaceOptions): Pace {
  let dueAt = -Infinity
  return {
    isDue: () => now() >= dueAt,
    hurry() {
      dueAt = -Infinity
    },
    done(costMs) {
      dueAt = now() + Math.max(leastMs, costMs * restFactor)
    },
  }
}

/** Pages of a list that begin small and grow, so that one takes about a second and never tens of megabytes. */
export interface PageSize {
  current(): number
  /** `count` elements in `bytes` came within `elapsedMs`. */
  grow(count: number, bytes: number, elapsedMs: number): void
  /** The server refused a page of this size; false when it can be made no smaller. */
  shrink(): boolean
}

const [firstSize, leastSize, mostSize] = [200, 50, 5_000]
const [wantedMs, wantedBytes] = [800, 8 * 2 ** 20]
/** What hosted servers allow at most. */
const hostedMost = 1_000

export function createPageSize(): PageSize {
  let size = firstSize
  let most = mostSize
  return {
    current: () => size,
    grow(count, bytes, elapsedMs) {
      if (count < size) return
      const byTime = wantedMs / Math.max(1, elapsedMs)
      const byBytes = wantedBytes / Math.max(1, bytes)
      const factor = Math.min(4, byTime, byBytes)
      size = Math.round(Math.min(most, Math.max(leastSize, size * factor)))
    },
    shrink() {
      if (size <= leastSize) return false
      most = size > hostedMost ? hostedMost : Math.max(leastSize, Math.floor(size / 4))
      size = Math.min(size, most)
      return true
    },
  }
}
