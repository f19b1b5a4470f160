/** Lets at most `most` pieces of work run at once; the rest wait their turn, oldest first. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>

export function createLimit(most: number): Limit {
  const waiting: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running < most) running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place is handed over, so that nobody can take it before the next one wakes up.
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
