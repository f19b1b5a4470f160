/** What a state channel's states mean, worked out once per channel. */
export interface StateTable {
  readonly isIdle: readonly boolean[]
  /** Null for idle states and where no frequency is known. */
  readonly frequencyHz: readonly (number | null)[]
}

export interface Activity {
  /** Share of time in states that are not idle. */
  readonly activeRatio: number
  /** Mean over the active time; null when there was none, or a state's frequency is not known. */
  readonly frequencyHz: number | null
}

/** DOWN counts as idle: read as a frequency it shifts all others by one. Unknown names are active. */
const idleNames = new Set(['IDLE', 'DOWN', 'OFF', 'INACT'])

export function isIdleState(name: string): boolean {
  return idleNames.has(name.trim().toUpperCase())
}

/** `V4P11` is the fifth step of its table; the GPU's `P1` is the first after its state of rest. Null for other names. */
export function stepOf(name: string): number | null {
  const cpu = /^V(\d+)P\d+$/.exec(name)
  if (cpu !== null) return Number(cpu[1])
  const gpu = /^P(\d+)$/.exec(name)
  return gpu === null ? null : Number(gpu[1]) - 1
}

/**
 * As many active states as steps: one for one. Otherwise by the number in the name, or from the start where names have
 * none. A state beyond the table gets the last step: such states exist in name only and stay empty.
 */
export function stateTable(names: readonly string[], frequenciesHz: readonly number[]): StateTable {
  const isIdle = names.map(isIdleState)
  const isOneForOne = isIdle.filter((idle) => !idle).length === frequenciesHz.length
  let order = -1
  return {
    isIdle,
    frequencyHz: names.map((name, index) => {
      if (isIdle[index] === true) return null
      order += 1
      const step = isOneForOne ? order : (stepOf(name) ?? order)
      return frequenciesHz[Math.min(step, frequenciesHz.length - 1)] ?? null
    }),
  }
}

/** Null when nothing was gained at all: the channel is frozen, which is not the same as idle. */
export function activityOf(gained: readonly number[], table: StateTable): Activity | null {
  let total = 0
  let active = 0
  let weighted: number | null = 0
  for (let index = 0; index < gained.length; index += 1) {
    const gain = gained[index] ?? 0
    total += gain
    if (table.isIdle[index] === true || gain === 0) continue
    active += gain
    const frequencyHz = table.frequencyHz[index] ?? null
    weighted = weighted === null || frequencyHz === null ? null : weighted + gain * frequencyHz
  }
  if (!(total > 0)) return null
  return {
    activeRatio: active / total,
    frequencyHz: active > 0 && weighted !== null ? weighted / active : null,
  }
}
