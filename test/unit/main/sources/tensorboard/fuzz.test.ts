import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { createEventDecoder } from '../../../../../main/sources/tensorboard/event-decoder'
import { maskedCrc } from '../../../../../main/sources/tensorboard/tf-record'
import { MessageReader } from '../../../../../main/sources/protobuf'
import { fuzzDecoder } from '../../../../support/formats/fuzz-logs'
import { fixtures } from '../../../../support/paths'

const format = {
  open: (file: { path: string }, sink: Parameters<typeof createEventDecoder>[1]) =>
    createEventDecoder(file.path, sink),
}

function eventFile(folder: string): Buffer {
  const path = join(fixtures, 'tensorboard', folder)
  return readFileSync(
    join(
      path,
      readdirSync(path).find((name) => name.startsWith('events.'))!,
    ),
  )
}

/** Checksums set right again, so that damage reaches the protobuf reader behind them. */
function withRightSums(bytes: Buffer): Buffer {
  const mended = Buffer.from(bytes)
  for (let at = 0; at + 12 <= mended.length;) {
    mended.writeUInt32LE(maskedCrc(mended, at, at + 8), at + 8)
    const end = at + 12 + mended.readUInt32LE(at)
    if (end + 4 > mended.length) break
    mended.writeUInt32LE(maskedCrc(mended, at + 12, end), end)
    at = end + 4
  }
  return mended
}

describe('damaged event files', () => {
  it.each(['tensorboardx', 'tensors/train'])('2 000 mutations of %s', (folder) => {
    fuzzDecoder(format, { path: '/runs/x', role: 'events', mode: 'append' }, eventFile(folder), 1)
  })

  it('2 000 mutations with right checksums', () => {
    const mending = {
      open: (file: { path: string }, sink: Parameters<typeof createEventDecoder>[1]) => {
        const decoder = format.open(file, sink)
        return {
          read: (bytes: Buffer, isEnd: boolean) => decoder.read(withRightSums(bytes), isEnd),
          get fault() {
            return decoder.fault
          },
        }
      },
    }
    const file = { path: '/runs/x', role: 'events', mode: 'whole' } as const
    fuzzDecoder(mending, file, eventFile('tensors/train'), 2)
  })

  it('reads no number out of a message that is cut anywhere', () => {
    const bytes = eventFile('tensors/train')
    for (let end = 0; end < bytes.length; end++) {
      const reader = new MessageReader(bytes, 0, end)
      try {
        while (reader.next()) reader.skip()
      } catch (thrown) {
        if (!(thrown instanceof Error) || thrown.constructor.name !== 'BrokenMessage') throw thrown
      }
    }
  })
})
