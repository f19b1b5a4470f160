import { closeSync, openSync, readSync } from 'node:fs'
import { isGone } from '../file-error'
import type { FileStamp } from '../files'
import { isSameStamp, stampOf } from '../files'
import type { Pacer } from '../pacer'
import type { KeptPoints } from './kept-points'
import { endOfLines, latestSince, scanBlocks, scanLatest } from './metric-lines'
import type { MetricPoint } from './metric-lines'

/** What is known of a metric file, so that only what is added to it is read. */
export interface MetricTail {
  /** Up to here whole lines were read. */
  readonly offset: number
  /** Null when it was not asked for. */
  readonly stamp: FileStamp | null
  readonly latest: Readonly<MetricPoint> | null
  readonly malformedLines: number
}

const nothing: MetricTail = { offset: 0, stamp: null, latest: null, malformedLines: 0 }
const buffer = Buffer.allocUnsafeSlow(2 ** 16)
const noMore = () => {}

/** Null when there is no file. A promise for a long one only, which is read in turns: 20 000 short ones need none. */
export type MetricReading = MetricTail | null | Promise<MetricTail | null>

/** Reads the metric file `key` of a folder from its beginning, without remembering which version of it this was. */
export function readMetric(folder: string, key: string, kept: KeptPoints, pacer: Pacer): MetricReading {
  const path = `${folder}/${key}`
  const file = openOrNull(path)
  if (file === null) return null
  try {
    const size = readSync(file, buffer, 0, buffer.length, 0)
    if (size === buffer.length) return readInTurns(path, nothing, null, pacer)
    const end = endOfLines(buffer, 0, size)
    const tail = { offset: end, stamp: null }
    const block = kept.roomFor(size)
    if (block === null) return { ...tail, ...scanLatest(buffer, 0, end, null) }
    const start = block.count
    const malformedLines = scanBlocks(buffer, 0, end, block, noMore)
    kept.keep(folder, key, start)
    return { ...tail, latest: latestSince(block, start), malformedLines }
  } finally {
    closeSync(file)
  }
}

/**
 * Reads what was added since `previous`. MLflow only ever appends, so a file that shrank, was replaced (other inode),
 * or changed without growing is read from its beginning again.
 */
export function tailMetric(path: string, previous: MetricTail | undefined, pacer: Pacer): MetricReading {
  const stamp = stampOf(path)
  if (stamp === null) return null
  if (isSameStamp(stamp, previous?.stamp ?? null)) return previous ?? null
  const from = previous !== undefined && isContinued(stamp, previous) ? previous : nothing
  if (stamp.size - from.offset >= buffer.length) return readInTurns(path, from, stamp, pacer)
  const file = openOrNull(path)
  if (file === null) return null
  try {
    return readChunk(file, from, stamp).tail
  } finally {
    closeSync(file)
  }
}

function isContinued(stamp: FileStamp, { stamp: before, offset }: MetricTail): boolean {
  return stamp.ino === before?.ino && stamp.size >= offset && stamp.size !== before.size
}

/** A run that logs for weeks has files of gigabytes: the thread's other work has its turn in between. */
async function readInTurns(
  path: string,
  from: MetricTail,
  stamp: FileStamp | null,
  pacer: Pacer,
): Promise<MetricTail | null> {
  const file = openOrNull(path)
  if (file === null) return null
  try {
    let read = readChunk(file, from, stamp)
    while (read.isMore) {
      if (pacer.isDue()) await pacer.rest()
      read = readChunk(file, read.tail, stamp)
    }
    return read.tail
  } finally {
    closeSync(file)
  }
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (thrown) {
    if (isGone(thrown)) return null
    throw thrown
  }
}

/** The next lines of a file, as many as the buffer holds. */
function readChunk(file: number, from: MetricTail, stamp: FileStamp | null) {
  const length = readSync(file, buffer, 0, buffer.length, from.offset)
  // A line without its newline is still being written: it is read when the rest has come.
  const end = endOfLines(buffer, 0, length)
  const { latest, malformedLines } = scanLatest(buffer, 0, end, from.latest)
  const tail: MetricTail = {
    offset: from.offset + end,
    stamp,
    latest,
    malformedLines: from.malformedLines + malformedLines,
  }
  // A "line" longer than the buffer is no line of a metric: nothing behind it can be trusted.
  return { tail, isMore: length === buffer.length && end > 0 }
}
