/** Lets at most `most` pieces of work run at once; the rest wait their turn, oldest first. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>

export function createLimit(most: number): Limit {
  const waiting: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }
}
