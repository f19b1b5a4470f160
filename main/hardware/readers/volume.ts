import { statfsSync } from 'node:fs'
import { numberReading } from '../../../shared/hardware/reading'
import { fail, ok } from '../../../shared/result'
import { holdsNothing, type Reader } from '../reader'

/** Size and free space of the volume that holds `folder`, by statfs(2). */
export function volumeReader(folder: string): Reader {
  return {
    name: 'disk.volume',
    everyMs: 10_000,
    fields: ['disk.volumeTotalBytes', 'disk.volumeAvailableBytes'],
    isAvailable: () => true,
    reason: () => null,
    read() {
      try {
        const { bsize, blocks, bavail } = statfsSync(folder)
        return ok({
          disk: {
            volumeTotalBytes: numberReading(blocks * bsize, 'exact', 'the volume gives no size'),
            volumeAvailableBytes: numberReading(bavail * bsize, 'exact', 'the volume gives no free space'),
          },
        })
      } catch (thrown) {
        return fail('unavailable', 'the volume of the home folder cannot be asked', String(thrown))
      }
    },
    dispose: holdsNothing,
  }
}
