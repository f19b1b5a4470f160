import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { emptySeries } from '../../../shared/model/run'
import type { MetricSeries } from '../../../shared/model/run'
import { isGone } from '../file-error'
import { endOfLines, scanPoints } from './metric-lines'
import type { MetricPoint } from './metric-lines'
import { isMetricKey } from './series'

/** About 1 500 lines of MLflow's: whatever the length of a file, no more than this is read of it. */
const tailBytes = 64 * 1024
const newline = 10

/** The last `most` points of a metric file whose time is `since` (epoch ms) or later, in the order of its lines. */
export function readNewestPoints(
  metricsFolder: string,
  key: string,
  since: number,
  most: number,
): MetricSeries {
  if (!isMetricKey(key)) return emptySeries(key)
  let file: number
  try {
    file = openSync(`${metricsFolder}/${key}`, 'r')
  } catch (thrown) {
    if (isGone(thrown)) return emptySeries(key)
    throw thrown
  }
  try {
    const { size } = fstatSync(file)
    const offset = Math.max(0, size - tailBytes)
    const buffer = Buffer.allocUnsafe(Math.min(size, tailBytes))
    const length = readSync(file, buffer, 0, buffer.length, offset)
    // The first line of a tail has lost its beginning, and would be read as another number.
    const start = offset === 0 ? 0 : buffer.subarray(0, length).indexOf(newline) + 1
    const points: MetricPoint[] = []
    scanPoints(buffer, start, Math.max(start, endOfLines(buffer, 0, length)), (point) => {
      if (point.timestamp >= since) points.push({ ...point })
    })
    return seriesOf(key, points.slice(-most))
  } finally {
    closeSync(file)
  }
}

function seriesOf(key: string, points: readonly Readonly<MetricPoint>[]): MetricSeries {
  return {
    key,
    step: Float64Array.from(points, ({ step }) => step),
    timestamp: Float64Array.from(points, ({ timestamp }) => timestamp),
    value: Float64Array.from(points, ({ value }) => value),
  }
}
