import { createHash } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

/** A series as the cache sees it (HeldSeries of main/sources). */
export interface CachedSeries {
  mark: string | null
  readonly count: number
  since(from: number): readonly [Float64Array, Float64Array, Float64Array]
  addAll(step: Float64Array, timestamp: Float64Array, value: Float64Array): void
  restart(): void
}

export interface SeriesCache {
  load(name: string, into: CachedSeries): boolean
  save(name: string, series: CachedSeries, from: number): void
}

interface CacheOptions {
  /** A folder of its own; made when it is not there. */
  readonly folder: string
  readonly mostBytes?: number
  /** Epoch ms. */
  readonly now: () => number
  readonly log: (level: 'warn', message: string) => void
}

const magic = 0x53584331
const headerBytes = 32
const usualMostBytes = 2 ** 30
/** A series that grows is written piece by piece; so many pieces are made one again. */
const mostBlocks = 24

/**
 * Metric histories as typed arrays on disk: a file per metric of a run, in blocks that are only ever added. A block is
 * a header (magic, points, bytes of the mark, CRC-32 of the rest), the mark as text, and the columns step, timestamp
 * and value as float64 in this machine's byte order. A block that was cut off or damaged ends the file: what stands
 * before it is whole, for every block carries the mark of its own end. Nothing here cannot be read again from a store.
 */
export function createSeriesCache({
  folder,
  mostBytes = usualMostBytes,
  now,
  log,
}: CacheOptions): SeriesCache {
  mkdirSync(folder, { recursive: true })
  /** Bytes and time of last use (epoch ms), by file name. */
  const files = new Map<string, { bytes: number; usedAt: number }>()
  for (const name of readdirSync(folder)) {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false })
    if (stats === undefined) continue
    if (name.endsWith('.series')) files.set(name, { bytes: stats.size, usedAt: stats.mtimeMs })
    else rmSync(join(folder, name), { force: true })
  }
  const blocks = new Map<string, number>()

  function forget(file: string): void {
    files.delete(file)
    blocks.delete(file)
    rmSync(join(folder, file), { force: true })
  }

  function makeRoom(): void {
    let total = 0
    for (const { bytes } of files.values()) total += bytes
    if (total <= mostBytes) return
    for (const [file, { bytes }] of [...files].sort(([, a], [, b]) => a.usedAt - b.usedAt)) {
      forget(file)
      total -= bytes
      if (total <= mostBytes * 0.9) return
    }
  }

  /** Whatever the disk does, the app goes on without the cache. */
  function guarded<T>(file: string, work: () => T, otherwise: () => T): T {
    try {
      return work()
    } catch (thrown) {
      log('warn', `column cache: ${String(thrown)}`)
      try {
        forget(file)
      } catch {
        files.delete(file)
      }
      return otherwise()
    }
  }

  return {
    load(name, into) {
      const file = fileOf(name)
      if (!files.has(file)) return false
      return guarded(
        file,
        () => {
          const path = join(folder, file)
          const bytes = readFileSync(path)
          let offset = 0
          let count = 0
          for (;;) {
            const block = readBlock(bytes, offset)
            if (block === null) break
            into.addAll(...block.columns)
            into.mark = block.mark
            offset = block.end
            count++
          }
          if (offset < bytes.length) truncateSync(path, offset)
          if (count === 0) throw new Error(`${file} holds no whole block`)
          const usedAt = now()
          utimesSync(path, usedAt / 1000, usedAt / 1000)
          files.set(file, { bytes: offset, usedAt })
          blocks.set(file, count)
          return true
        },
        () => {
          into.restart()
          return false
        },
      )
    },
    save(name, series, from) {
      const file = fileOf(name)
      guarded(
        file,
        () => {
          const path = join(folder, file)
          const count = blocks.get(file) ?? 0
          const isWhole = from === 0 || !files.has(file) || count >= mostBlocks || count === 0
          const block = blockOf(series, isWhole ? 0 : from)
          if (isWhole) {
            writeFileSync(`${path}.new`, block)
            renameSync(`${path}.new`, path)
          } else appendFileSync(path, block)
          const before = isWhole ? 0 : (files.get(file)?.bytes ?? 0)
          files.set(file, { bytes: before + block.length, usedAt: now() })
          blocks.set(file, isWhole ? 1 : count + 1)
          makeRoom()
        },
        () => undefined,
      )
    },
  }
}

function fileOf(name: string): string {
  return `${createHash('sha256').update(name).digest('hex').slice(0, 40)}.series`
}

function blockOf(series: CachedSeries, from: number): Buffer {
  const columns = series.since(from)
  const mark = Buffer.from(series.mark ?? '')
  const points = columns[0].length
  const start = headerBytes + padded(mark.length)
  const block = Buffer.alloc(start + points * 24)
  mark.copy(block, headerBytes)
  for (const [at, column] of columns.entries())
    block.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), start + at * points * 8)
  block.writeUInt32LE(magic, 0)
  block.writeUInt32LE(points, 4)
  block.writeUInt32LE(mark.length, 8)
  block.writeUInt32LE(crc32(block.subarray(headerBytes)), 12)
  return block
}

function readBlock(bytes: Buffer, offset: number) {
  if (bytes.length < offset + headerBytes || bytes.readUInt32LE(offset) !== magic) return null
  const points = bytes.readUInt32LE(offset + 4)
  const markLength = bytes.readUInt32LE(offset + 8)
  const start = offset + headerBytes + padded(markLength)
  const end = start + points * 24
  if (
    end > bytes.length ||
    crc32(bytes.subarray(offset + headerBytes, end)) !== bytes.readUInt32LE(offset + 12)
  )
    return null
  // Columns begin on multiples of eight in the file, but a small Buffer may lie anywhere in its pool.
  const columns = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + end) as ArrayBuffer
  const column = (at: number) => new Float64Array(columns, at * points * 8, points)
  const mark = bytes.toString('utf8', offset + headerBytes, offset + headerBytes + markLength)
  return { columns: [column(0), column(1), column(2)] as const, mark, end }
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8
}
