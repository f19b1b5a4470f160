import type { ModelMetric } from '../model/registered-model'

/** The latest of each key and data set: the maximum by (step, timestamp, value), as MLflow has it for runs. */
export function latestModelMetrics(points: Iterable<ModelMetric>): readonly ModelMetric[] {
  const latest = new Map<string, ModelMetric>()
  for (const point of points) {
    const id = JSON.stringify([point.key, point.datasetName, point.datasetDigest])
    const best = latest.get(id)
    if (best === undefined || isLater(point, best)) latest.set(id, point)
  }
  return [...latest.values()].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

/** By key, and of one key what was measured without a named data set first. */
function orderOf({ key, datasetName, datasetDigest }: ModelMetric): string {
  return [key, datasetName ?? '', datasetDigest ?? ''].join('\n')
}

function isLater(a: ModelMetric, b: ModelMetric): boolean {
  if (a.step !== b.step) return a.step > b.step
  return a.timestamp === b.timestamp ? a.value > b.value : a.timestamp > b.timestamp
}
