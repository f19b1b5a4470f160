import {
  needsTwoReadings,
  numberReading,
  ratePerSecond,
  ratioReading,
} from '../../../shared/hardware/reading'
import type { SamplePart } from '../../../shared/hardware/sample'
import { fail, ok } from '../../../shared/result'
import { holdsNothing, type Reader } from '../reader'
import { pageBytesOf, type SystemFiles } from './files'

/** /proc/meminfo (kB) and the swap counters of /proc/vmstat (pages). */
export function linuxMemoryReader(files: SystemFiles): Reader {
  let swap: SwapPages | null = null
  const pageBytes = pageBytesOf(files)
  const isPresent = files.text('proc/meminfo') !== null
  return {
    name: 'memory',
    everyMs: 1_000,
    fields: [
      'memory.totalBytes',
      'memory.usedBytes',
      'memory.freeBytes',
      'memory.swapUsedBytes',
      'memory.swapTotalBytes',
    ],
    isAvailable: () => isPresent,
    reason: () => (isPresent ? null : '/proc/meminfo cannot be read'),
    read(elapsedMs) {
      const text = files.text('proc/meminfo')
      if (text === null) return fail('unavailable', '/proc/meminfo cannot be read')
      const now = swapPages(files.text('proc/vmstat') ?? '')
      const rates = swapRates(swap, now, elapsedMs, pageBytes)
      swap = now
      return ok({ memory: { ...memoryOf(parseMeminfo(text)), ...rates } })
    },
    dropBaselines() {
      swap = null
    },
    dispose: holdsNothing,
  }
}

/** Bytes by name. */
export function parseMeminfo(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...text.matchAll(/^([^:\n]+): +(\d+) kB$/gm)].map(([, name = '', kilobytes]) => [
      name,
      Number(kilobytes) * 1024,
    ]),
  )
}

/** Used is what is not available, the kernel's own estimate since 3.14; both formulas of the Mac have no meaning here. */
function memoryOf(bytes: ReadonlyMap<string, number>): NonNullable<SamplePart['memory']> {
  const of = (name: string) => bytes.get(name) ?? null
  const total = of('MemTotal')
  const available = of('MemAvailable')
  const swapTotal = of('SwapTotal')
  const swapFree = of('SwapFree')
  const missing = '/proc/meminfo does not name it'
  return {
    totalBytes: numberReading(total, 'exact', missing),
    usedBytes: numberReading(difference(total, available), 'calculated', missing),
    freeBytes: numberReading(of('MemFree'), 'exact', missing),
    appBytes: numberReading(of('AnonPages'), 'exact', missing),
    cachedBytes: numberReading(sum(of('Cached'), of('Buffers')), 'exact', missing),
    availableRatio: ratioReading(
      total === null || available === null ? null : available / total,
      'calculated',
      missing,
    ),
    swapTotalBytes: numberReading(swapTotal, 'exact', missing),
    swapUsedBytes: numberReading(difference(swapTotal, swapFree), 'exact', missing),
  }
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(0, a - b)
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}

interface SwapPages {
  readonly in: number | null
  readonly out: number | null
}

function swapPages(text: string): SwapPages {
  const of = (name: string) => {
    const match = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)
    return match === null ? null : Number(match[1])
  }
  return { in: of('pswpin'), out: of('pswpout') }
}

function swapRates(previous: SwapPages | null, current: SwapPages, elapsedMs: number, pageBytes: number) {
  const rate = (before: number | null | undefined, now: number | null) => {
    const pages = ratePerSecond(before ?? null, now, elapsedMs)
    return numberReading(pages === null ? null : pages * pageBytes, 'calculated', needsTwoReadings)
  }
  return {
    swapInBytesPerSecond: rate(previous?.in, current.in),
    swapOutBytesPerSecond: rate(previous?.out, current.out),
  }
}
