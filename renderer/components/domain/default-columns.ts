import type { RunRow } from '../../../shared/model/run-query'
import { metricRank } from './metric-rank'

const maxMetrics = 4
const maxParams = 1
const maxCandidates = 40
const usualShare = 0.15
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

/**
 * The candidates to show, from the rows at hand: those that a fair part of the rows has, and the rarer ones only
 * where there is room left.
 */
export function presentColumns(candidates: readonly string[], rows: readonly RunRow[]): readonly string[] {
  const countOf = (id: string) => {
    const key = id.slice(id.indexOf('.') + 1)
    const values = (row: RunRow) => (id.startsWith('metrics.') ? row.metrics : row.params)
    return rows.reduce((count, row) => count + (Object.hasOwn(values(row), key) ? 1 : 0), 0)
  }
  const counted = candidates.map((id) => ({ id, count: countOf(id) })).filter(({ count }) => count > 0)
  const isUsual = ({ count }: { count: number }) => count >= rows.length * usualShare
  const ordered = [...counted.filter(isUsual), ...counted.filter((each) => !isUsual(each))].map(
    ({ id }) => id,
  )
  return [
    ...ordered.filter((id) => id.startsWith('metrics.')).slice(0, maxMetrics),
    ...ordered.filter((id) => id.startsWith('params.')).slice(0, maxParams),
  ]
}
