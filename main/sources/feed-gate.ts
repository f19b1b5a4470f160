/** Counts what was handed on and not taken in yet. */
export interface FeedGate {
  /** Follows one hand-over to its end, whichever that is. One that weighs `most` is waited for alone. */
  watch<T>(handingOver: Promise<T>, weight?: number): Promise<T>
  /** Resolves when fewer than `most` are under way. */
  room(): Promise<void>
}

export function createFeedGate(most: number): FeedGate {
  let underWay = 0
  let waiting: (() => void)[] = []
  return {
    async watch(handingOver, weight = 1) {
      underWay += weight
      try {
        return await handingOver
      } finally {
        underWay -= weight
        const woken = waiting
        if (underWay < most) waiting = []
        if (underWay < most) for (const wake of woken) wake()
      }
    },
    async room() {
      while (underWay >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}
