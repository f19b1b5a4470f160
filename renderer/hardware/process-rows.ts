import type { ProcessUsage, Reading } from '../../shared/model/hardware'
import type { HardwareUnit } from '../format/hardware'

export const processColumns = [
  { id: 'cpu', title: 'CPU', hint: '100% is one core fully used', unit: 'ratio', read: (p) => p.cpuRatio },
  { id: 'gpu', title: 'GPU', hint: 'Share of the GPU’s time', unit: 'ratio', read: (p) => p.gpuRatio },
  { id: 'memory', title: 'Memory', hint: 'Physical footprint', unit: 'memory', read: (p) => p.memoryBytes },
  {
    id: 'ane',
    title: 'ANE memory',
    hint: 'Neural Engine footprint',
    unit: 'memory',
    read: (p) => p.aneMemoryBytes,
  },
  { id: 'energy', title: 'Power', hint: 'Energy over time, CPU share', unit: 'watts', read: (p) => p.watts },
] as const satisfies readonly ProcessColumn[]

export interface ProcessColumn {
  readonly id: string
  readonly title: string
  readonly hint: string
  readonly unit: HardwareUnit
  readonly read: (process: ProcessUsage) => Reading
}

export type ProcessColumnId = (typeof processColumns)[number]['id']

export function isProcessColumn(value: unknown): value is ProcessColumnId {
  return processColumns.some(({ id }) => id === value)
}

/** Columns of which anything is known: the others would be walls of dashes. */
export function knownColumns(processes: readonly ProcessUsage[]): readonly ProcessColumn[] {
  return processColumns.filter(({ read }) => processes.some((process) => read(process).value !== null))
}

/** Highest first, unknown last, equal ones by name and number so that rows do not trade places. */
export function sortProcesses(
  processes: readonly ProcessUsage[],
  column: ProcessColumn | undefined,
  isAscending: boolean,
): readonly ProcessUsage[] {
  const valueOf = (process: ProcessUsage) => column?.read(process).value ?? null
  return [...processes].sort((a, b) => {
    const [one, other] = [valueOf(a), valueOf(b)]
    if (one === null || other === null) return one === other ? tie(a, b) : one === null ? 1 : -1
    return (isAscending ? one - other : other - one) || tie(a, b)
  })
}

function tie(a: ProcessUsage, b: ProcessUsage): number {
  return a.name.localeCompare(b.name) || Number(a.id) - Number(b.id)
}
