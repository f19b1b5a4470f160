import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Disposable } from '../shared/lifecycle'

const largestBytes = 5 * 1024 * 1024
const keptFiles = 3

/** Appends lines to `sextant.log`, turned over at 5 MB with two older ones kept. Never throws: a full disk costs the log only. */
export function openLogFile(
  folder: string,
): Disposable & { write(line: string): void; readonly path: string } {
  const path = join(folder, 'sextant.log')
  let stream: WriteStream | null = null
  let writtenBytes = 0
  let isClosed = false
  let queue: Promise<void> = open()

  async function open(): Promise<void> {
    try {
      await mkdir(folder, { recursive: true })
      writtenBytes = await stat(path).then(
        (found) => found.size,
        () => 0,
      )
      const opened = createWriteStream(path, { flags: 'a' })
      opened.on('error', () => {
        if (stream === opened) stream = null
      })
      stream = opened
    } catch {
      stream = null
    }
  }

  async function turnOver(): Promise<void> {
    await new Promise<void>((resolve) => (stream === null ? resolve() : stream.end(resolve)))
    stream = null
    await rm(`${path}.${keptFiles - 1}`, { force: true }).catch(() => {})
    for (let index = keptFiles - 2; index >= 1; index--)
      await rename(`${path}.${index}`, `${path}.${index + 1}`).catch(() => {})
    await rename(path, `${path}.1`).catch(() => {})
    await open()
  }

  async function append(line: string): Promise<void> {
    if (writtenBytes > largestBytes) await turnOver()
    // Closed by an error, such as a full disk: there may be room again.
    if (stream === null && !isClosed) await open()
    writtenBytes += Buffer.byteLength(line) + 1
    stream?.write(`${line}\n`)
  }

  return {
    path,
    write(line) {
      // One line that cannot be written must not be the last one.
      queue = queue.then(() => append(line)).catch(() => {})
    },
    async dispose() {
      await queue
      isClosed = true
      await new Promise<void>((resolve) => (stream === null ? resolve() : stream.end(resolve)))
    },
  }
}
