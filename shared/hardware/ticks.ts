/** Counters of one core in any unit; only their differences mean something. */
export interface CpuTicks {
  readonly user: number
  readonly system: number
  readonly idle: number
  readonly nice: number
}

export interface CpuShares {
  readonly busyRatio: number
  readonly userRatio: number
  readonly systemRatio: number
}

/** mach counts in unsigned 32 bits, which wrap after 497 days of one core at 100 Hz. */
export const wrapOfMach = 2 ** 32

/** What happened between two readings, or null when a counter shrank (a core went offline) or none moved. */
export function ticksBetween(previous: CpuTicks, current: CpuTicks, wrap: number | null): CpuTicks | null {
  const user = step(previous.user, current.user, wrap)
  const system = step(previous.system, current.system, wrap)
  const idle = step(previous.idle, current.idle, wrap)
  const nice = step(previous.nice, current.nice, wrap)
  return user === null || system === null || idle === null || nice === null
    ? null
    : { user, system, idle, nice }
}

function step(previous: number, current: number, wrap: number | null): number | null {
  const difference = current - previous
  if (difference >= 0) return difference
  // A counter that moved by more than half its range did not wrap: it was reset.
  return wrap !== null && difference + wrap < wrap / 2 ? difference + wrap : null
}

export function addTicks(a: CpuTicks, b: CpuTicks): CpuTicks {
  return { user: a.user + b.user, system: a.system + b.system, idle: a.idle + b.idle, nice: a.nice + b.nice }
}

/** `nice` is user time of low priority, as Activity Monitor counts it. */
export function sharesOf(ticks: CpuTicks | null): CpuShares | null {
  if (ticks === null) return null
  const user = ticks.user + ticks.nice
  const total = user + ticks.system + ticks.idle
  if (!(total > 0)) return null
  return {
    busyRatio: (user + ticks.system) / total,
    userRatio: user / total,
    systemRatio: ticks.system / total,
  }
}
