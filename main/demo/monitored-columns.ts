import type { DataColumn, DataTable } from '../../shared/drift/data-column'
import type { Random } from './random'

/** A column of the data that a model sees. `drift`, 0..1, is how far a new kind of data has replaced the old one. */
export type MonitoredColumn =
  | {
      readonly name: string
      readonly kind: 'num'
      readonly mean: number
      readonly deviation: number
      /** In deviations, at a drift of 1. */
      readonly shift: number
    }
  | {
      readonly name: string
      readonly kind: 'cat'
      /** Weight by value, of the reference and at a drift of 1. */
      readonly values: readonly (readonly [value: string, before: number, after: number])[]
    }

export function tableOf(
  columns: readonly MonitoredColumn[],
  rowCount: number,
  drift: number,
  random: Random,
): DataTable {
  return { columns: columns.map((column) => drawColumn(column, rowCount, drift, random)), rowCount }
}

function drawColumn(column: MonitoredColumn, rowCount: number, drift: number, random: Random): DataColumn {
  if (column.kind === 'num') {
    const mean = column.mean + drift * column.shift * column.deviation
    const values = Float64Array.from({ length: rowCount }, () => mean + column.deviation * normal(random))
    return { name: column.name, kind: 'float', values }
  }
  const weights = column.values.map(([, before, after]) => before + drift * (after - before))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const last = column.values.at(-1)?.[0] ?? ''
  const draw = () => {
    let left = random.next() * total
    return column.values.find((_, at) => (left -= weights[at] ?? 0) < 0)?.[0] ?? last
  }
  return { name: column.name, kind: 'string', values: Array.from({ length: rowCount }, draw) }
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

const words = (name: string, values: readonly (readonly [string, number, number])[]): MonitoredColumn => ({
  name,
  kind: 'cat',
  values,
})
const numbers = (name: string, mean: number, deviation: number, shift = 0): MonitoredColumn => ({
  name,
  kind: 'num',
  mean,
  deviation,
  shift,
})

/** Support tickets, before and after a new product is sold in other countries. */
export const ticketColumns: readonly MonitoredColumn[] = [
  numbers('prompt_tokens', 412, 118, 0.7),
  numbers('response_tokens', 186, 54, 0.35),
  numbers('sentiment_score', 0.62, 0.21, -0.5),
  numbers('ticket_age_hours', 9.4, 3.1),
  words('language', [
    ['en', 78, 46],
    ['de', 14, 20],
    ['fr', 8, 21],
    ['ja', 0.4, 13],
  ]),
  words('product_area', [
    ['billing', 41, 22],
    ['login', 33, 20],
    ['sync', 24, 18],
    ['hardware', 2, 40],
  ]),
  words('channel', [
    ['mail', 52, 31],
    ['chat', 40, 59],
    ['phone', 8, 10],
  ]),
  words('has_attachment', [
    ['no', 71, 70],
    ['yes', 29, 30],
  ]),
]

/** Prompts that the compressed models answer; only their length grows. */
export const promptColumns: readonly MonitoredColumn[] = [
  numbers('context_tokens', 1_340, 420, 0.45),
  numbers('reference_perplexity', 11.9, 1.4),
  numbers('answer_tokens', 204, 66),
  words('domain', [
    ['chat', 55, 54],
    ['code', 30, 31],
    ['summary', 15, 15],
  ]),
  words('model', [
    ['llama-3.2-1b', 62, 62],
    ['qwen2.5-0.5b', 38, 38],
  ]),
]

export const photoColumns: readonly MonitoredColumn[] = [
  numbers('brightness', 0.48, 0.11),
  numbers('contrast', 0.22, 0.05),
  numbers('sharpness', 31.5, 8.2),
  words('orientation', [
    ['landscape', 63, 63],
    ['portrait', 30, 30],
    ['square', 7, 7],
  ]),
  words('camera', [
    ['iPhone', 74, 74],
    ['other', 26, 26],
  ]),
]
