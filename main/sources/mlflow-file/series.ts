import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { emptySeries } from '../../../shared/model/run'
import type { MetricSeries } from '../../../shared/model/run'
import { isGone } from '../file-error'
import type { SeriesEnd, SeriesWant } from '../source'
import { endOfLines, scanPoints } from './metric-lines'
import type { MetricPoint } from './metric-lines'
import type { Pacer } from '../pacer'

/** Shared: it is filled and read without a pause in between, and a new one for each of 20 000 files takes half of the time. */
const buffer = Buffer.allocUnsafeSlow(2 ** 18)

/** True for a key that can be a metric file's path: no part of it may lead out of the folder. */
export function isMetricKey(key: string): boolean {
  return (
    key !== '' &&
    !key.includes('\0') &&
    key.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  )
}

/** All points of one metric file in the order of its lines; empty when there is no such file. */
export async function readSeries(metricsFolder: string, key: string, pacer: Pacer): Promise<MetricSeries> {
  if (!isMetricKey(key)) return emptySeries(key)
  const file = openOrNull(`${metricsFolder}/${key}`)
  if (file === null) return emptySeries(key)
  try {
    return await readPoints(file, key, pacer)
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
  const file = isMetricKey(key) ? openOrNull(`${metricsFolder}/${key}`) : null
  if (file === null) {
    if (want.mark !== null) want.restart()
    return { key, mark: null }
  }
  try {
    const { ino } = fstatSync(file)
    const from = want.mark === null ? null : (JSON.parse(want.mark) as FileMark)
    const holds = from?.ino === ino && bytesBefore(file, from.offset) === from.before
    if (from !== null && !holds) want.restart()
    let offset = holds ? from.offset : 0
    const add = (point: Readonly<MetricPoint>) => want.add(point.step, point.timestamp, point.value)
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, offset)
      const end = endOfLines(buffer, 0, length)
      scanPoints(buffer, 0, end, add)
      offset += end
      if (length < buffer.length || end === 0) break
      if (pacer.isDue()) await pacer.rest()
    }
    const mark: FileMark = { ino, offset, before: bytesBefore(file, offset) }
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

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (thrown) {
    if (isGone(thrown)) return null
    throw thrown
  }
}

async function readPoints(file: number, key: string, pacer: Pacer): Promise<MetricSeries> {
  const points = createPoints()
  for (let offset = 0; ;) {
    const length = readSync(file, buffer, 0, buffer.length, offset)
    const end = endOfLines(buffer, 0, length)
    scanPoints(buffer, 0, end, points.add)
    offset += end
    if (length < buffer.length || end === 0) return { key, ...points.take() }
    if (pacer.isDue()) await pacer.rest()
  }
}

/** Three columns that double their room: 100 000 points make no garbage to speak of. */
function createPoints() {
  let columns = [new Float64Array(64), new Float64Array(64), new Float64Array(64)] as const
  let count = 0
  return {
    add: (point: Readonly<MetricPoint>): void => {
      if (count === columns[0].length) columns = [widen(columns[0]), widen(columns[1]), widen(columns[2])]
      columns[0][count] = point.step
      columns[1][count] = point.timestamp
      columns[2][count] = point.value
      count++
    },
    take: (): Pick<MetricSeries, 'step' | 'timestamp' | 'value'> => {
      const [step, timestamp, value] = columns
      return {
        step: step.slice(0, count),
        timestamp: timestamp.slice(0, count),
        value: value.slice(0, count),
      }
    },
  }
}

function widen(column: Float64Array): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(column.length * 2)
  wider.set(column)
  return wider
}
