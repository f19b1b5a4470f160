import { latestModelMetrics } from '../../../shared/catalog/model-metrics'
import type { ModelMetric } from '../../../shared/model/registered-model'
import { fileError } from '../file-error'
import { keysIn, readText } from '../files'
import { parsePythonFloat } from './python-number'
import type { StoreReader } from './store-reader'

/** The latest values of a LoggedModel: `<model>/metrics/<key>`, a line for each. */
export function readModelMetrics(folder: string, reader: StoreReader): readonly ModelMetric[] {
  const points: ModelMetric[] = []
  for (const key of keysIn(folder)) {
    const path = `${folder}/${key}`
    try {
      const { metrics, strange } = parseModelMetrics(key, readText(path) ?? '')
      points.push(...latestModelMetrics(metrics))
      if (strange > 0) {
        const message = `${strange} of the lines of ${path} could not be read and are left out.`
        reader.report(path, { code: 'corrupt', message })
      }
    } catch (thrown) {
      reader.report(path, fileError(thrown, path))
    }
  }
  return latestModelMetrics(points)
}

/**
 * `time value step run`, and behind it the name and digest of the data set where one was given. A name may hold spaces,
 * which MLflow's own reader does not bear. What follows the last line break is still being written.
 */
export function parseModelMetrics(
  key: string,
  text: string,
): { readonly metrics: readonly ModelMetric[]; readonly strange: number } {
  const metrics: ModelMetric[] = []
  let strange = 0
  for (const line of text.split('\n').slice(0, -1)) {
    const [time, written, step, runId, ...dataset] = line.trim().split(' ')
    const [timestamp, value, at] = [Number(time), parsePythonFloat(written ?? ''), Number(step)]
    const isWhole = dataset.length === 0 || dataset.length >= 2
    if (!Number.isFinite(timestamp) || value === undefined || !Number.isFinite(at) || !isWhole || !runId) {
      if (line.trim() !== '') strange++
      continue
    }
    const datasetDigest = dataset.at(-1) ?? null
    const datasetName = dataset.length === 0 ? null : dataset.slice(0, -1).join(' ')
    metrics.push({ key, value, step: at, timestamp, datasetName, datasetDigest, runId })
  }
  return { metrics, strange }
}
