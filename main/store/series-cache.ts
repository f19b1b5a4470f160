import { createHash } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { chartBytes, parseChart, type SavedChart } from './chart-file'

type Columns = readonly [step: Float64Array, timestamp: Float64Array, value: Float64Array]

/** A series as the cache sees it (HeldSeries of main/sources). */
export interface CachedSeries {
  mark: string | null
  since(from: number): Columns
  /** That many more points are to come. */
  expect(points: number): void
  /** Has points filled in in place; they count when `fill` says so. */
  fill(points: number, fill: (columns: Columns) => boolean): boolean
  restart(): void
}

export interface SeriesCache {
  load(name: string, into: CachedSeries): boolean
  save(name: string, series: CachedSeries, from: number): void
  loadChart(name: string, key: string): SavedChart | null
  saveChart(name: string, saved: SavedChart): void
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
 * before it is whole, for every block carries the mark of its own end. Beside it may stand its chart (chart-file.ts),
 * which is shown before the columns are read. Nothing here cannot be read again from a store.
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
    else if (!name.endsWith('.chart')) rmSync(join(folder, name), { force: true })
  }
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.chart') && !files.has(seriesOf(name))) rmSync(join(folder, name), { force: true })
  }
  const blocks = new Map<string, number>()

  function forget(file: string): void {
    files.delete(file)
    blocks.delete(file)
    rmSync(join(folder, file), { force: true })
    rmSync(join(folder, chartOf(file)), { force: true })
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

  function touch(file: string, bytes: number): void {
    const usedAt = now()
    utimesSync(join(folder, file), usedAt / 1000, usedAt / 1000)
    files.set(file, { bytes, usedAt })
  }

  return {
    load(name, into) {
      const file = fileOf(name)
      if (!files.has(file)) return false
      return guarded(
        file,
        () => {
          const path = join(folder, file)
          const { bytes, end, count } = readBlocks(path, into)
          if (end < bytes) truncateSync(path, end)
          if (count === 0) throw new Error(`${file} holds no whole block`)
          touch(file, end)
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
            rmSync(join(folder, chartOf(file)), { force: true })
          } else appendFileSync(path, block)
          const before = isWhole ? 0 : (files.get(file)?.bytes ?? 0)
          files.set(file, { bytes: before + block.length, usedAt: now() })
          blocks.set(file, isWhole ? 1 : count + 1)
          makeRoom()
        },
        () => undefined,
      )
    },
    loadChart(name, key) {
      const file = fileOf(name)
      const known = files.get(file)
      if (known === undefined) return null
      return guarded(
        file,
        () => {
          const path = join(folder, chartOf(file))
          if (!existsSync(path)) return null
          const saved = parseChart(readFileSync(path), key)
          if (saved === null) rmSync(path)
          else touch(file, known.bytes)
          return saved
        },
        () => null,
      )
    },
    saveChart(name, saved) {
      const file = fileOf(name)
      if (!files.has(file)) return
      guarded(
        file,
        () => {
          const path = join(folder, chartOf(file))
          writeFileSync(`${path}.new`, chartBytes(saved))
          renameSync(`${path}.new`, path)
        },
        () => undefined,
      )
    },
  }
}

/** A tenth of a MB beside at least one: too little to be counted. */
function chartOf(file: string): string {
  return file.replace(/series$/, 'chart')
}

function seriesOf(chart: string): string {
  return chart.replace(/chart$/, 'series')
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
  for (const [at, column] of columns.entries()) block.set(bytesOf(column), start + at * points * 8)
  block.writeUInt32LE(magic, 0)
  block.writeUInt32LE(points, 4)
  block.writeUInt32LE(mark.length, 8)
  block.writeUInt32LE(crc32(block.subarray(headerBytes)), 12)
  return block
}

/** Reads one block after the other, up to the first that is not whole; `end` is where that begins. */
function readBlocks(path: string, into: CachedSeries): { bytes: number; end: number; count: number } {
  const file = openSync(path, 'r')
  try {
    const bytes = fstatSync(file).size
    let end = 0
    into.expect(Math.floor(bytes / 24))
    for (let count = 0; ; count++) {
      const next = readBlock(file, end, bytes, into)
      if (next === null) return { bytes, end, count }
      end = next
    }
  } finally {
    closeSync(file)
  }
}

/** Where the next block begins; null when the one here is not whole. Columns are read to where they stay. */
function readBlock(file: number, offset: number, size: number, into: CachedSeries): number | null {
  const header = Buffer.alloc(headerBytes)
  if (readSync(file, header, 0, headerBytes, offset) < headerBytes) return null
  const [points, markLength] = [header.readUInt32LE(4), header.readUInt32LE(8)]
  const start = offset + headerBytes + padded(markLength)
  const end = start + points * 24
  if (header.readUInt32LE(0) !== magic || end > size) return null
  const mark = Buffer.alloc(padded(markLength))
  readSync(file, mark, 0, mark.length, offset + headerBytes)
  const isWhole = into.fill(points, (columns) => {
    let sum = crc32(mark)
    for (const [at, column] of columns.entries()) {
      const bytes = bytesOf(column)
      readSync(file, bytes, 0, bytes.length, start + at * bytes.length)
      sum = crc32(bytes, sum)
    }
    return sum === header.readUInt32LE(12)
  })
  if (!isWhole) return null
  into.mark = mark.toString('utf8', 0, markLength)
  return end
}

function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8
}
