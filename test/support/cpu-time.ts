export interface Measured<T> {
  readonly value: T
  readonly cpuMs: number
}

/**
 * What `run` gives, and the CPU time that it took in this thread: unlike the wall clock that does not grow with what
 * else the machine does, so that a stall can be told from a busy machine.
 */
export function withCpuTime<T>(run: () => T): Measured<T> {
  const before = process.threadCpuUsage()
  const value = run()
  const { user, system } = process.threadCpuUsage(before)
  return { value, cpuMs: (user + system) / 1_000 }
}

/** As `withCpuTime`, for work that waits in between: what else this thread did meanwhile counts too. */
export async function withCpuTimeOf<T>(run: () => Promise<T>): Promise<Measured<T>> {
  const before = process.threadCpuUsage()
  const value = await run()
  const { user, system } = process.threadCpuUsage(before)
  return { value, cpuMs: (user + system) / 1_000 }
}
