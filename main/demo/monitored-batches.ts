import type { ColumnDrift } from '../../shared/drift/column-drift'
import { datasetDrift, type DatasetDrift } from '../../shared/drift/dataset-drift'
import type { DataColumn } from '../../shared/drift/data-column'
import { type MonitoredColumn, tableOf } from './monitored-columns'
import type { Random } from './random'

/** What Evidently is given at one moment, and what it finds. */
export interface MonitoredBatch {
  /** Epoch ms. */
  readonly time: number
  readonly drift: DatasetDrift
  readonly columns: readonly MonitoredResult[]
  readonly current: Quality
  readonly reference: Quality
  readonly missingCount: number
}

export interface MonitoredResult extends ColumnDrift {
  readonly referenceHistogram: Histogram
  readonly currentHistogram: Histogram
}

/** Of numbers 11 edges and 10 densities, of categories their values and counts. */
export interface Histogram {
  readonly x: readonly (number | string)[]
  readonly y: readonly number[]
}

export interface Quality {
  readonly accuracy: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export interface BatchPlan {
  readonly columns: readonly MonitoredColumn[]
  /** Epoch ms, oldest first. */
  readonly times: readonly number[]
  readonly referenceAccuracy: number
  /** 0..1 by time. */
  readonly driftAt: (time: number) => number
  readonly accuracyAt: (time: number) => number
}

// More than 1000 reference rows: Evidently then compares by distances, which do not grow with the batch.
const referenceRows = 1100
const currentRows = 900

/** Every score is computed from rows that are drawn, so that it has the noise that real ones have. */
export function planBatches(plan: BatchPlan, random: Random): MonitoredBatch[] {
  const reference = tableOf(plan.columns, referenceRows, 0, random)
  const referenceHistograms = reference.columns.map(histogramOf)
  const empty: Histogram = { x: [], y: [] }
  return plan.times.map((time) => {
    const current = tableOf(plan.columns, currentRows, plan.driftAt(time), random)
    const drift = datasetDrift(reference, current)
    const columns = drift.columns.map((column, at) => {
      const drawn = current.columns[at]
      return {
        ...column,
        referenceHistogram: referenceHistograms[at] ?? empty,
        currentHistogram: drawn === undefined ? empty : histogramOf(drawn),
      }
    })
    return {
      time,
      drift,
      columns,
      current: qualityOf(plan.accuracyAt(time) + random.between(-0.006, 0.006)),
      reference: qualityOf(plan.referenceAccuracy),
      missingCount: random.integer(0, 3) === 0 ? random.integer(1, 12) : 0,
    }
  })
}

/** Of a confusion matrix with two classes of 450 rows, the first of which is easier to tell. */
function qualityOf(accuracy: number): Quality {
  const found = Math.round(450 * (accuracy + 0.01))
  const rejected = Math.round(450 * (accuracy - 0.01))
  const precision = found / (found + 450 - rejected)
  const recall = found / 450
  return {
    accuracy: (found + rejected) / 900,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
  }
}

function histogramOf(column: DataColumn): Histogram {
  if (!(column.values instanceof Float64Array)) {
    const counts = new Map<string, number>()
    for (const value of column.values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
    const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
    return { x: sorted.map(([value]) => value), y: sorted.map(([, count]) => count) }
  }
  const low = column.values.reduce((least, value) => Math.min(least, value), Infinity)
  const high = column.values.reduce((most, value) => Math.max(most, value), -Infinity)
  const width = (high - low) / 10
  const counts = new Array<number>(10).fill(0)
  for (const value of column.values) {
    const bin = Math.min(9, Math.floor((value - low) / width))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const short = (value: number) => Number(value.toPrecision(5))
  return {
    x: Array.from({ length: 11 }, (_, at) => short(low + at * width)),
    y: counts.map((count) => short(count / column.values.length / width)),
  }
}
