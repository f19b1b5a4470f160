import { driftMethodOf } from '../../../shared/drift/methods'
import type { GridCell, ReportGrid } from '../../../shared/monitoring/report-grid'
import type { ChartTheme } from '../../charts/theme'
import type { Formats } from '../../composables/useFormat'
import { scoreText } from './monitoring-look'

export interface CellPlace {
  readonly row: number
  readonly column: number
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A drifted cell fills its place, stronger the further beyond its threshold; one that did not is a bar, no verdict a frame. */
export function paintCell(
  context: CanvasRenderingContext2D,
  cell: GridCell,
  box: Box,
  theme: Pick<ChartTheme, 'danger' | 'series' | 'lineStrong'>,
): void {
  const [x, y, w, h] = [box.x + 1, box.y + 1, box.width - 2, box.height - 2]
  const severity = cell.severity ?? (cell.drifted === true ? 2 : 0.5)
  if (cell.drifted === true) {
    context.globalAlpha = Math.min(1, 0.45 + 0.22 * Math.log2(Math.max(1, severity)))
    context.fillStyle = theme.danger
    context.fillRect(x, y, w, h)
  } else if (cell.drifted === false) {
    context.globalAlpha = 0.18 + 0.35 * Math.min(1, Math.max(0, severity))
    context.fillStyle = theme.series
    context.fillRect(x, y + h / 2 - 3, w, 6)
  } else {
    context.globalAlpha = 0.8
    context.strokeStyle = theme.lineStrong
    context.strokeRect(x + 0.5, y + h / 2 - 2.5, w - 1, 5)
  }
  context.globalAlpha = 1
}

/** What a cell says, in words; null outside the grid. */
export function cellSentence(
  grid: ReportGrid,
  at: CellPlace,
  format: Pick<Formats, 'dateTime' | 'metric'>,
): string | null {
  const feature = grid.features[at.row]
  const report = grid.reports[at.column]
  if (feature === undefined || report === undefined) return null
  const cell = feature.cells[at.column] ?? null
  const when = report.createdAt === null ? (report.title ?? report.id) : format.dateTime(report.createdAt)
  if (cell === null) return `${feature.name}, ${when}: not in this report`
  const verdict = cell.drifted === null ? 'no verdict' : cell.drifted ? 'drifted' : 'not drifted'
  const method = driftMethodOf(cell.methodId)?.displayName ?? 'method unknown'
  const limit = cell.threshold === null ? 'no threshold stated' : `threshold ${format.metric(cell.threshold)}`
  return `${feature.name}, ${when}: ${verdict}, ${method} ${scoreText(cell.score, format.metric)}, ${limit}`
}
