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
  let queue: Promise<void> = open()

  async function open(): Promise<void> {
    try {
      await mkdir(folder, { recursive: true })
      writtenBytes = await stat(path).then(
        (found) => found.size,
        () => 0,
      )
      stream = createWriteStream(path, { flags: 'a' })
      stream.on('error', () => {
        stream = null
      })
    } catch {
      stream = null
    }
  }

  async function turnOver(): Promise<void> {
    await new Promise<void>((resolve) => (stream === null ? resolve() : stream.end(resolve)))
    stream = null
    await rm(`${path}.${keptFiles - 1}`, { force: true })
    for (let index = keptFiles - 2; index >= 1; index--)
      await rename(`${path}.${index}`, `${path}.${index + 1}`).catch(() => {})
    await rename(path, `${path}.1`).catch(() => {})
    await open()
  }

  return {
    path,
    write(line) {
      queue = queue.then(async () => {
        if (writtenBytes > largestBytes) await turnOver()
        writtenBytes += Buffer.byteLength(line) + 1
        stream?.write(`${line}\n`)
      })
    },
    async dispose() {
      await queue
      await new Promise<void>((resolve) => (stream === null ? resolve() : stream.end(resolve)))
    },
  }
}
