import { needsTwoReadings, numberReading, ratePerSecond } from '../../../shared/hardware/reading'
import { fail, ok } from '../../../shared/result'
import { holdsNothing, type Reader } from '../reader'
import type { SystemFiles } from './files'

/** /proc/diskstats counts in sectors of 512 bytes whatever the device (kernel Documentation/admin-guide/iostats). */
const sectorBytes = 512

export interface DiskBytes {
  readonly read: number
  readonly written: number
}

export function linuxDiskReader(files: SystemFiles): Reader {
  let previous: DiskBytes | null = null
  const isPresent = files.text('proc/diskstats') !== null
  return {
    name: 'disk.rates',
    everyMs: 2_000,
    fields: ['disk.readBytesPerSecond', 'disk.writtenBytesPerSecond'],
    isAvailable: () => isPresent,
    reason: () => (isPresent ? null : '/proc/diskstats cannot be read'),
    read(elapsedMs) {
      const text = files.text('proc/diskstats')
      if (text === null) return fail('unavailable', '/proc/diskstats cannot be read')
      const now = parseDiskStats(text, new Set(files.names('sys/block')))
      const before = previous
      previous = now
      const rate = (of: keyof DiskBytes) =>
        numberReading(ratePerSecond(before?.[of] ?? null, now[of], elapsedMs), 'calculated', needsTwoReadings)
      return ok({ disk: { readBytesPerSecond: rate('read'), writtenBytesPerSecond: rate('written') } })
    },
    dropBaselines() {
      previous = null
    },
    dispose: holdsNothing,
  }
}

/** Whole devices only: partitions, device-mapper and loop devices count the same bytes again. */
export function parseDiskStats(text: string, wholeDevices: ReadonlySet<string>): DiskBytes {
  let read = 0
  let written = 0
  for (const line of text.split('\n')) {
    const [, , name = '', , , readSectors, , , , writtenSectors] = line.trim().split(/ +/)
    if (!wholeDevices.has(name) || /^(loop|ram|zram|dm-|md|sr)/.test(name)) continue
    read += Number(readSectors) * sectorBytes
    written += Number(writtenSectors) * sectorBytes
  }
  return { read, written }
}
