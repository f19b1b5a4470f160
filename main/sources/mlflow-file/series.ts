import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { emptySeries } from '../../../shared/model/run'
import type { MetricSeries } from '../../../shared/model/run'
import { isGone } from '../file-error'
import { GrowingColumns } from '../growing-columns'
import type { Pacer } from '../pacer'
import { PointBlock } from '../point-block'
import type { SeriesEnd, SeriesWant } from '../source'
import type { KeptPoints } from './kept-points'
import { endOfLines, scanBlocks } from './metric-lines'

type Taker = Pick<SeriesWant, 'expect' | 'addAll'>

/** Shared: they are filled and emptied without a pause in between, and new ones for each of 20 000 files take half of the time. */
const buffer = Buffer.allocUnsafeSlow(2 ** 18)
const block = new PointBlock()

/** True for a key that can be a metric file's path: no part of it may lead out of the folder. */
export function isMetricKey(key: string): boolean {
  return (
    key !== '' &&
    !key.includes('\0') &&
    key.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  )
}

/** All points of one metric file in the order of its lines; empty when there is no such file. */
export async function readSeries(
  metricsFolder: string,
  key: string,
  kept: KeptPoints,
  pacer: Pacer,
): Promise<MetricSeries> {
  const known = kept.seriesOf(metricsFolder, key)
  if (known !== null) return known
  const file = openOrNull(metricsFolder, key)
  if (file === null) return emptySeries(key)
  try {
    const columns = new GrowingColumns()
    let offset = takeLines(file, 0, columns)
    while (offset.isMore) {
      if (pacer.isDue()) await pacer.rest()
      offset = takeLines(file, offset.end, columns)
    }
    const [step, timestamp, value] = columns.take()
    return { key, step, timestamp, value }
  } finally {
    closeSync(file)
  }
}

/** MLflow only appends, so the file is as it was when the bytes before the end of the last reading are. */
interface FileMark {
  readonly ino: number
  /** Up to here whole lines were read. */
  readonly offset: number
  /** The bytes before `offset`. */
  readonly before: string
}

const provenBytes = 96

/** Reads on from the want's mark, or from the beginning when it does not hold. */
export async function followSeries(
  metricsFolder: string,
  want: SeriesWant,
  pacer: Pacer,
): Promise<SeriesEnd> {
  const { key } = want
  const file = openOrNull(metricsFolder, key)
  if (file === null) {
    if (want.mark !== null) want.restart()
    return { key, mark: null }
  }
  try {
    const { ino } = fstatSync(file)
    const from = want.mark === null ? null : (JSON.parse(want.mark) as FileMark)
    const holds = from?.ino === ino && bytesBefore(file, from.offset) === from.before
    if (from !== null && !holds) want.restart()
    let read = takeLines(file, holds ? from.offset : 0, want)
    while (read.isMore) {
      if (pacer.isDue()) await pacer.rest()
      read = takeLines(file, read.end, want)
    }
    const mark: FileMark = { ino, offset: read.end, before: bytesBefore(file, read.end) }
    return { key, mark: JSON.stringify(mark) }
  } finally {
    closeSync(file)
  }
}

function bytesBefore(file: number, offset: number): string {
  const bytes = Buffer.alloc(Math.min(provenBytes, offset))
  const length = readSync(file, bytes, 0, bytes.length, offset - bytes.length)
  return bytes.toString('latin1', 0, length)
}

function openOrNull(metricsFolder: string, key: string): number | null {
  if (!isMetricKey(key)) return null
  try {
    return openSync(`${metricsFolder}/${key}`, 'r')
  } catch (thrown) {
    if (isGone(thrown)) return null
    throw thrown
  }
}

/** Hands over the points of the next lines. `end` is where those after them begin. */
function takeLines(file: number, offset: number, taker: Taker): { end: number; isMore: boolean } {
  const length = readSync(file, buffer, 0, buffer.length, offset)
  // A line without its newline is still being written: it is read when the rest has come.
  const read = endOfLines(buffer, 0, length)
  const end = offset + read
  // A "line" longer than the buffer is no line of a metric: nothing behind it can be trusted.
  const isMore = length === buffer.length && read > 0
  let points = 0
  scanBlocks(buffer, 0, read, block, () => {
    points += block.count
    block.handTo(taker)
  })
  // Columns that grow bit by bit are moved again and again: the first lines tell how many there will be.
  if (isMore && offset === 0) taker.expect(Math.ceil(((points + block.count) / read) * fstatSync(file).size))
  block.handTo(taker)
  return { end, isMore }
}
