import type { PointBlock } from '../point-block'
import { LineCursor } from './line-cursor'

/**
 * One line of a metric file: `timestamp value[ step[ dataset_name dataset_digest]]`. Two fields were written before
 * MLflow 1.0 (step 0), five since 3.0 for a metric of a dataset. MLflow's own reader gives such a line step 0, which
 * is a slip of its: the step stands in the line (mlflow/store/tracking/file_store.py against fs2db/_tracking.py).
 */
export interface MetricPoint {
  value: number
  step: number
  /** Epoch ms. */
  timestamp: number
}

const newline = 10
/** MLflow's client wrote seconds up to 1.29 when no time was given: as such, 1973 to 5138; as ms, January 1970 to 1973. */
const fewestSeconds = 1e8
const mostSeconds = 1e11

/** Where the complete lines end: behind the last newline, or `start` when there is none. What follows is half-written. */
export function endOfLines(bytes: Uint8Array, start: number, end: number): number {
  for (let at = end - 1; at >= start; at--) if (bytes[at] === newline) return at + 1
  return start
}

/**
 * MLflow's latest value is the greatest by (step, timestamp, value), not the last line. NaN ranks as 0 there, as in
 * MLflow's SQL store; Python's own comparison with NaN would depend on the order of lines.
 */
export function isLater(point: Readonly<MetricPoint>, than: Readonly<MetricPoint>): boolean {
  if (point.step !== than.step) return point.step > than.step
  if (point.timestamp !== than.timestamp) return point.timestamp > than.timestamp
  return rank(point.value) > rank(than.value)
}

function rank(value: number): number {
  return Number.isNaN(value) ? 0 : value
}

/**
 * Calls `onPoint` for every line of `bytes[start, end)`, which must end with a newline. The point handed over is
 * used again for the next line: copy what is kept. Gives the number of lines that are not metric lines.
 */
export function scanPoints(
  bytes: Buffer,
  start: number,
  end: number,
  onPoint: (point: Readonly<MetricPoint>) => void,
): number {
  const cursor = new LineCursor(bytes)
  const point: MetricPoint = { value: 0, step: 0, timestamp: 0 }
  let malformed = 0
  for (cursor.at = start; cursor.at < end; cursor.at = cursor.endOfLine(end)) {
    if (cursor.isAtEnd()) continue
    if (readPoint(cursor, point)) onPoint(point)
    else malformed++
  }
  return malformed
}

/**
 * As `scanPoints`, into a block that `onFull` empties: for histories, in which a call for each point would tell.
 * Gives the number of lines that are not metric lines.
 */
export function scanBlocks(
  bytes: Buffer,
  start: number,
  end: number,
  block: PointBlock,
  onFull: () => void,
): number {
  const cursor = new LineCursor(bytes)
  let malformed = 0
  for (cursor.at = start; cursor.at < end; cursor.at = cursor.endOfLine(end)) {
    if (cursor.isAtEnd()) continue
    const timestamp = cursor.whole()
    const value = cursor.number()
    const step = cursor.isAtEnd() ? 0 : cursor.whole()
    if (value === undefined || !isFinite(timestamp) || !isFinite(step)) {
      malformed++
      continue
    }
    block.timestamp[block.count] = epochMs(timestamp)
    block.value[block.count] = value
    block.step[block.count] = step
    block.count++
    if (block.isFull) onFull()
  }
  return malformed
}

function readPoint(cursor: LineCursor, point: MetricPoint): boolean {
  const timestamp = cursor.whole()
  const value = cursor.number()
  const step = cursor.isAtEnd() ? 0 : cursor.whole()
  if (value === undefined || !isFinite(timestamp) || !isFinite(step)) return false
  point.timestamp = epochMs(timestamp)
  point.value = value
  point.step = step
  return true
}

function isFinite(number: number | undefined): number is number {
  return Number.isFinite(number)
}

function epochMs(timestamp: number): number {
  return timestamp >= fewestSeconds && timestamp < mostSeconds ? timestamp * 1000 : timestamp
}

export interface LatestScan {
  readonly latest: Readonly<MetricPoint> | null
  readonly malformedLines: number
}

/**
 * The latest of `from` and the lines of `bytes[start, end)`. Steps mostly rise, so every line is the latest for a
 * moment: the value, which takes most of the time, is read for the last of them only (2× faster on the whole store).
 */
export function scanLatest(
  bytes: Buffer,
  start: number,
  end: number,
  from: Readonly<MetricPoint> | null,
): LatestScan {
  const cursor = new LineCursor(bytes)
  let step = from?.step ?? Number.NEGATIVE_INFINITY
  let timestamp = from?.timestamp ?? 0
  let valueAt = -1
  for (cursor.at = start; cursor.at < end; cursor.at = cursor.endOfLine(end)) {
    if (cursor.isAtEnd()) continue
    const recorded = cursor.whole()
    const lineTimestamp = isFinite(recorded) ? epochMs(recorded) : undefined
    const lineValueAt = cursor.skip()
    const lineStep = cursor.isAtEnd() ? 0 : cursor.whole()
    // Two values at one time and step, or anything odd: every line is read in full.
    const isOdd = lineValueAt < 0 || lineTimestamp === undefined || !isFinite(lineStep)
    if (isOdd || (lineStep === step && lineTimestamp === timestamp)) return scanAll(bytes, start, end, from)
    if (lineStep < step || (lineStep === step && lineTimestamp < timestamp)) continue
    step = lineStep
    timestamp = lineTimestamp
    valueAt = lineValueAt
  }
  if (valueAt < 0) return { latest: from, malformedLines: 0 }
  cursor.at = valueAt
  const value = cursor.number()
  if (value === undefined) return scanAll(bytes, start, end, from)
  return { latest: { value, step, timestamp }, malformedLines: 0 }
}

/** The latest of the points of a block from `start` on, as `isLater` says; null when there are none. */
export function latestSince(block: PointBlock, start: number): Readonly<MetricPoint> | null {
  const latest: MetricPoint = { value: NaN, step: Number.NEGATIVE_INFINITY, timestamp: NaN }
  for (let at = start; at < block.count; at++) {
    const step = block.step[at] ?? NaN
    if (step < latest.step) continue
    const timestamp = block.timestamp[at] ?? NaN
    const value = block.value[at] ?? NaN
    const isSameTime = timestamp === latest.timestamp && rank(value) > rank(latest.value)
    if (step === latest.step && timestamp <= latest.timestamp && !isSameTime) continue
    latest.step = step
    latest.timestamp = timestamp
    latest.value = value
  }
  return block.count > start ? latest : null
}

function scanAll(bytes: Buffer, start: number, end: number, from: Readonly<MetricPoint> | null): LatestScan {
  let latest = from
  const malformedLines = scanPoints(bytes, start, end, (point) => {
    if (latest === null || isLater(point, latest)) latest = { ...point }
  })
  return { latest, malformedLines }
}
