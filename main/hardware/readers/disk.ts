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
  const drivers = registry.findAll('IOBlockStorageDriver')
  const counted = drivers.flatMap((driver) => {
    const statistics = driver.property('Statistics')
    void driver.dispose()
    if (!(statistics instanceof Map)) return []
    const number = (key: string) => {
      const value: unknown = statistics.get(key)
      return typeof value === 'number' ? value : 0
    }
    return [{ read: number('Bytes (Read)'), written: number('Bytes (Write)') }]
  })
  if (counted.length === 0) return null
  return counted.reduce((sum, each) => ({ read: sum.read + each.read, written: sum.written + each.written }))
}
