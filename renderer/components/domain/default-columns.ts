import type { RunRow } from '../../../shared/model/run-query'
import { metricRank } from './metric-rank'

const maxMetrics = 4
const maxParams = 1
const maxCandidates = 40
const usualParams = ['learning_rate', 'lr', 'model_name', 'model', 'batch_size']

/**
 * Columns worth asking for when the user chose none, best first: keys come most frequent first, and that order
 * decides between equals.
 */
export function candidateColumns(
  metricKeys: readonly string[],
  paramKeys: readonly string[],
): readonly string[] {
  const metrics = metricKeys.toSorted((a, b) => metricRank(a) - metricRank(b)).slice(0, maxCandidates)
  const params = usualParams.filter((key) => paramKeys.includes(key))
  return [...metrics.map((key) => `metrics.${key}`), ...params.map((key) => `params.${key}`)]
}

/** The candidates to show: those that the rows at hand have values for. */
export function presentColumns(candidates: readonly string[], rows: readonly RunRow[]): readonly string[] {
  const has = (id: string) => {
    const key = id.slice(id.indexOf('.') + 1)
    return rows.some((row) => Object.hasOwn(id.startsWith('metrics.') ? row.metrics : row.params, key))
  }
  const present = candidates.filter(has)
  return [
    ...present.filter((id) => id.startsWith('metrics.')).slice(0, maxMetrics),
    ...present.filter((id) => id.startsWith('params.')).slice(0, maxParams),
  ]
}
