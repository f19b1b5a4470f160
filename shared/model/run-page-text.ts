import { numberFromJson, toJson } from '../json'
import type { AsText } from '../rpc'
import type { MetricValue } from './run'
import type { RunPage, RunRow } from './run-query'

/** A page of runs for a window; metrics that JSON has no number for are written as in `toJson`. */
export function writeRunPage(page: RunPage): AsText<RunPage> {
  const isPlain = page.rows.every(({ metrics }) =>
    Object.values(metrics).every(({ value }) => Number.isFinite(value)),
  )
  // Without a function that sees every value: that takes three times as long.
  return { text: isPlain ? JSON.stringify(page) : toJson(page) }
}

interface WrittenMetric extends Omit<MetricValue, 'value'> {
  readonly value: number | string
}

interface WrittenRow extends Omit<RunRow, 'metrics'> {
  readonly metrics: Readonly<Record<string, WrittenMetric>>
}

export function readRunPage(text: string): RunPage {
  const page = JSON.parse(text) as Omit<RunPage, 'rows'> & { readonly rows: readonly WrittenRow[] }
  return { ...page, rows: page.rows.map((row) => ({ ...row, metrics: numbered(row.metrics) })) }
}

function numbered(written: WrittenRow['metrics']): RunRow['metrics'] {
  const entries = Object.entries(written)
  return Object.fromEntries(
    entries.map(([key, one]) => [key, { ...one, value: numberFromJson(one.value) ?? NaN }]),
  )
}
