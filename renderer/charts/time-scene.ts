import type { HardwareFormat, HardwareUnit } from '../format/hardware'
import type { ChartLine, ChartSpec } from '../hardware/chart-specs'
import { longestJoinMs } from '../hardware/gaps'
import type { HistoryColumn, HistoryTable } from '../hardware/history-table'
import type { TimeWindow } from '../hardware/time-ranges'
import { bucketRows, reduceColumn } from './time-buckets'
import { timeTicks, type LocalOffset, type TimeTexts } from './time-axis'
import { lineShapes, stackShapes, stackTotals, type DrawnLine, type Shape } from './time-shapes'
import { valueAxis } from './value-axis'

/** Room around the plot, px. The same in every chart, so that one cursor runs through all of them. */
export const plotInset = { left: 66, right: 10, top: 8, bottom: 20 } as const

/** Where an axis ends at least: a disk at rest is a flat line, not noise blown up to the full height. */
const leastTops: Readonly<Record<HardwareUnit, number>> = {
  ratio: 1,
  memory: 2 ** 30,
  storage: 1e9,
  bytesPerSecond: 1e6,
  watts: 4,
  wattHours: 1,
  celsius: 60,
  hertz: 1e9,
  rpm: 1_000,
}

export interface SceneSize {
  readonly width: number
  readonly height: number
}

/** All that is drawn of one chart, in pixels. */
export interface TimeScene extends SceneSize {
  readonly shapes: readonly Shape[]
  readonly valueTicks: readonly { readonly y: number; readonly text: string }[]
  readonly timeTicks: readonly { readonly x: number; readonly text: string }[]
  /** When a training run was under way. */
  readonly spans: readonly { readonly left: number; readonly width: number }[]
}

export interface SceneParts {
  readonly spec: ChartSpec
  readonly table: HistoryTable
  readonly window: TimeWindow
  readonly spans: readonly TimeWindow[]
  readonly format: HardwareFormat
  readonly texts: TimeTexts
  /** How far local time is ahead of UTC, ms. */
  readonly offsetAt: LocalOffset
}

export function plotWidth(width: number): number {
  return Math.max(1, width - plotInset.left - plotInset.right)
}

/** Horizontal place of a time in a chart of this width, px. */
export function placeOfTime(at: number, { from, to }: TimeWindow, width: number): number {
  return plotInset.left + ((at - from) / (to - from)) * plotWidth(width)
}

export function timeOfPlace(px: number, { from, to }: TimeWindow, width: number): number {
  return from + ((px - plotInset.left) / plotWidth(width)) * (to - from)
}

export function timeScene(parts: SceneParts, size: SceneSize): TimeScene {
  const { spec, table, window, spans, format, texts, offsetAt } = parts
  const buckets = bucketRows(
    table.takenAt,
    window,
    Math.ceil(plotWidth(size.width) / 1.5),
    longestJoinMs(table.takenAt, table.slotMs),
  )
  const lines: DrawnLine[] = spec.lines.flatMap((line) => {
    const column = columnOf(table, line)
    if (column === null) return []
    return [{ hue: line.hue, isLimit: line.isLimit === true, column: reduceColumn(column, buckets) }]
  })
  const highest = Math.max(highestOf(lines, spec.kind), leastTops[spec.unit])
  const axis = valueAxis(highest, spec.top, spec.unit === 'memory')
  const plotHeight = size.height - plotInset.top - plotInset.bottom
  const scale = {
    x: (at: number) => placeOfTime(at, window, size.width),
    y: (value: number) => plotInset.top + plotHeight * (1 - Math.min(1, Math.max(0, value / axis.top))),
  }
  return {
    ...size,
    shapes: (spec.kind === 'stack' ? stackShapes : lineShapes)(lines, buckets, scale),
    valueTicks: axis.ticks.map((value) => ({ y: scale.y(value), text: format.tick(value, spec.unit) })),
    timeTicks: timeTicks(window.from, window.to, Math.max(2, size.width / 110), offsetAt, texts).map(
      ({ at, text }) => ({ x: scale.x(at), text }),
    ),
    spans: spans.flatMap((span) => {
      const left = scale.x(Math.max(span.from, window.from))
      const right = scale.x(Math.min(span.to, window.to))
      return right > left ? [{ left, width: right - left }] : []
    }),
  }
}

/** As recorded, or computed from what is; null when nothing of it was ever recorded. */
export function columnOf(table: HistoryTable, line: ChartLine): HistoryColumn | null {
  if (line.derive === undefined) return table.columns.get(line.metric) ?? null
  const parts = line.derive.from.map((metric) => table.columns.get(metric)?.mean)
  if (parts[0] === undefined) return null
  const { value } = line.derive
  const mean = Float32Array.from(table.takenAt, (_, row) => value(parts.map((part) => part?.[row] ?? NaN)))
  return { min: mean, mean, max: mean }
}

function highestOf(lines: readonly DrawnLine[], kind: ChartSpec['kind']): number {
  const stack = kind === 'stack' ? lines.filter(({ isLimit }) => !isLimit) : []
  const single = kind === 'stack' ? lines.filter(({ isLimit }) => isLimit) : lines
  const totals = stackTotals(stack.map(({ column }) => column.mean))
  const columns = [totals, ...single.map(({ column }) => column.max)]
  return columns.reduce(
    (best, column) => column.reduce((highest, value) => (value > highest ? value : highest), best),
    0,
  )
}
