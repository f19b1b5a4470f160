import type { RunRow } from '../model/run-query'
import type { MetricValue } from '../model/run'

export interface HeadlineMetric extends MetricValue {
  readonly key: string
}

/** The metric a person would look at first: a training loss, else the newest value that is not the machine's own. */
export function headlineMetric(metrics: RunRow['metrics']): HeadlineMetric | null {
  const entries = Object.entries(metrics).filter(([key]) => !/^(system\/|apple_silicon_)/.test(key))
  const found =
    entries.find(([key]) => key === 'loss' || key === 'train_loss') ??
    entries.find(([key]) => key.includes('loss')) ??
    entries.sort((a, b) => b[1].timestamp - a[1].timestamp)[0]
  return found === undefined ? null : { key: found[0], ...found[1] }
}
