import { needsTwoReadings, numberReading } from './reading'
import type { ProcessUsage } from '../model/hardware'

/** What was found out of one process; null is not known. */
export interface ProcessFacts {
  readonly pid: number
  readonly name: string
  readonly cpuRatio: number | null
  readonly gpuRatio: number | null
  readonly memoryBytes: number | null
  readonly aneMemoryBytes: number | null
  readonly watts: number | null
}

type Measure = 'cpuRatio' | 'gpuRatio' | 'memoryBytes' | 'aneMemoryBytes' | 'watts'
const measures: readonly Measure[] = ['gpuRatio', 'cpuRatio', 'memoryBytes', 'watts', 'aneMemoryBytes']

/** Those that lead in any measure, `perMeasure` of each: enough to sort the list by any column. */
export function topProcesses(all: readonly ProcessFacts[], perMeasure: number): readonly ProcessFacts[] {
  const chosen = new Map<number, ProcessFacts>()
  for (const measure of measures) {
    const leaders = all
      .filter((process) => (process[measure] ?? 0) > 0)
      .sort((a, b) => (b[measure] ?? 0) - (a[measure] ?? 0) || a.pid - b.pid)
      .slice(0, perMeasure)
    for (const process of leaders) chosen.set(process.pid, process)
  }
  return [...chosen.values()]
}

/** Reasons for what this system does not tell of any process, by measure; else two readings are needed. */
export function processUsage(facts: ProcessFacts, missing: Partial<Record<Measure, string>>): ProcessUsage {
  const reading = (measure: Measure, kind: 'exact' | 'calculated' | 'reported') =>
    numberReading(facts[measure], kind, missing[measure] ?? needsTwoReadings)
  return {
    id: String(facts.pid),
    name: facts.name,
    cpuRatio: reading('cpuRatio', 'calculated'),
    gpuRatio: reading('gpuRatio', 'calculated'),
    memoryBytes: reading('memoryBytes', 'exact'),
    aneMemoryBytes: reading('aneMemoryBytes', 'reported'),
    watts: reading('watts', 'calculated'),
  }
}
