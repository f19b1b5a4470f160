import { readdirSync, readFileSync } from 'node:fs'

/** What Linux tells of a process and all that it started. */
export interface TreeUsage {
  /** Of processes that are alive; what ended in between is not counted. */
  readonly cpuMs: number
  readonly residentBytes: number
  /** Chromium's `--type=` of each child, `main` for the first. */
  readonly types: readonly string[]
}

const ticksPerSecond = 100
const pageBytes = 4_096

export function treeUsage(rootId: number): TreeUsage {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) {
      const fields = statOf(Number(name))
      if (fields !== null) parents.set(Number(name), Number(fields[1]))
    }
  }
  const isBelow = (id: number): boolean => id === rootId || (parents.has(id) && isBelow(parents.get(id) ?? 0))
  let cpuMs = 0
  let residentBytes = 0
  const types: string[] = []
  for (const id of parents.keys()) {
    const fields = isBelow(id) ? statOf(id) : null
    if (fields === null) continue
    cpuMs += ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond
    residentBytes += Number(fields[21]) * pageBytes
    types.push(typeOf(id, rootId))
  }
  return { cpuMs, residentBytes, types }
}

/** Fields of /proc/ID/stat from the third on (proc(5)): the name before them may hold spaces. */
function statOf(id: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

function typeOf(id: number, rootId: number): string {
  if (id === rootId) return 'main'
  try {
    return /--type=([\w-]+)/.exec(readFileSync(`/proc/${id}/cmdline`, 'utf8'))?.[1] ?? 'other'
  } catch {
    return 'gone'
  }
}
