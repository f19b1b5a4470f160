import { needsTwoReadings, numberReading, ratePerSecond } from '../../../shared/hardware/reading'
import { fail, ok } from '../../../shared/result'
import type { Registry } from '../ffi/iokit'
import type { Reader } from '../reader'

interface DiskBytes {
  readonly read: number
  readonly written: number
}

/** Bytes through all block storage drivers (IOKit `Statistics`). Looked up at each read: drives come and go. */
export function diskReader(registry: Registry): Reader {
  let previous: DiskBytes | null = null
  return {
    name: 'disk.rates',
    everyMs: 2_000,
    fields: ['disk.readBytesPerSecond', 'disk.writtenBytesPerSecond'],
    isAvailable: () => true,
    reason: () => null,
    read(elapsedMs) {
      const now = bytesOf(registry)
      if (now === null) return fail('unsupported', 'no storage driver counts its bytes')
      const before = previous
      previous = now
      const rate = (of: keyof DiskBytes) =>
        numberReading(ratePerSecond(before?.[of] ?? null, now[of], elapsedMs), 'calculated', needsTwoReadings)
      return ok({ disk: { readBytesPerSecond: rate('read'), writtenBytesPerSecond: rate('written') } })
    },
    dropBaselines() {
      previous = null
    },
    dispose() {
      previous = null
    },
  }
}

function bytesOf(registry: Registry): DiskBytes | null {
  let sum: DiskBytes | null = null
  for (const entry of registry.findAll('IOBlockStorageDriver')) {
    const statistics = entry.property('Statistics')
    void entry.dispose()
    if (!(statistics instanceof Map)) continue
    const number = (key: string) => {
      const value: unknown = statistics.get(key)
      return typeof value === 'number' ? value : 0
    }
    sum = {
      read: (sum?.read ?? 0) + number('Bytes (Read)'),
      written: (sum?.written ?? 0) + number('Bytes (Write)'),
    }
  }
  return sum
}
