import { closeSync, openSync, readSync } from 'node:fs'
import { isGone } from '../file-error'
import type { FileStamp } from '../files'
import { isSameStamp, stampOf } from '../files'
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

/** Reads the metric file `key` of a folder from its beginning, without remembering which version of it this was. */
export function readMetric(folder: string, key: string, kept: KeptPoints): MetricTail | null {
  const file = openOrNull(`${folder}/${key}`)
  if (file === null) return null
  try {
    const size = readSync(file, buffer, 0, buffer.length, 0)
    if (size === buffer.length) return readLines(file, nothing, null)
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
export function tailMetric(path: string, previous: MetricTail | undefined): MetricTail | null {
  const stamp = stampOf(path)
  if (stamp === null) return null
  if (previous?.stamp == null) return readFrom(path, nothing, stamp)
  if (isSameStamp(stamp, previous.stamp)) return previous
  const grew =
    stamp.ino === previous.stamp.ino && stamp.size >= previous.offset && stamp.size !== previous.stamp.size
  return readFrom(path, grew ? previous : nothing, stamp)
}

function readFrom(path: string, from: MetricTail, stamp: FileStamp | null): MetricTail | null {
  const file = openOrNull(path)
  if (file === null) return null
  try {
    return readLines(file, from, stamp)
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

function readLines(file: number, from: MetricTail, stamp: FileStamp | null): MetricTail {
  let { offset, latest, malformedLines } = from
  for (;;) {
    const length = readSync(file, buffer, 0, buffer.length, offset)
    // A line without its newline is still being written: it is read when the rest has come.
    const end = endOfLines(buffer, 0, length)
    const scan = scanLatest(buffer, 0, end, latest)
    latest = scan.latest
    malformedLines += scan.malformedLines
    offset += end
    // A "line" longer than the buffer is no line of a metric: nothing behind it can be trusted.
    if (length < buffer.length || end === 0) return { offset, stamp, latest, malformedLines }
  }
}
