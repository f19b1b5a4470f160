import type { RunRow } from '../../../shared/model/run-query'
import type { Formats } from '../../composables/useFormat'
import type { GridColumn } from '../base/grid-column'

/** A column of the run table. `id` is also the sort key of `runs.list`. */
export type RunColumn = GridColumn

export type FixedColumnId =
  'name' | 'status' | 'startTime' | 'duration' | 'project' | 'experimentName' | 'userName'

const fixed: Readonly<Record<FixedColumnId, RunColumn>> = {
  name: column('name', 'Run', 208, 'left', false),
  status: column('status', 'Status', 108, 'left', false),
  startTime: column('startTime', 'Started', 108, 'left', true),
  duration: column('duration', 'Duration', 92, 'right', true),
  project: column('project', 'Project', 170, 'left', false),
  experimentName: column('experimentName', 'Experiment', 170, 'left', false),
  userName: column('userName', 'User', 110, 'left', false),
}

function column(
  id: string,
  title: string,
  widthPx: number,
  align: 'left' | 'right',
  descendingFirst: boolean,
): RunColumn {
  return { id, title, hint: title, widthPx, align, descendingFirst, isSortable: true }
}

export function fixedColumns(ids: readonly FixedColumnId[]): readonly RunColumn[] {
  return ids.map((id) => fixed[id])
}

/** `metrics.loss`, `params.lr`: width by the name, within bounds. */
export function valueColumn(id: string): RunColumn {
  const isMetric = id.startsWith('metrics.')
  const title = id.slice(id.indexOf('.') + 1)
  const widthPx = Math.round(Math.min(190, Math.max(92, title.length * 7.2 + 40)))
  return {
    id,
    title,
    hint: `${isMetric ? 'Metric' : 'Parameter'} ${title}`,
    widthPx,
    align: isMetric ? 'right' : 'left',
    descendingFirst: isMetric,
    isSortable: true,
  }
}

export interface Cell {
  readonly text: string
  /** The exact value, for the tooltip. */
  readonly exact: string
}

export function cellOf(row: RunRow, columnId: string, now: number, format: Formats): Cell {
  if (columnId === 'startTime')
    return { text: format.ago(row.startTime, now), exact: format.dateTime(row.startTime) }
  if (columnId === 'duration') return durationCell(row, now, format)
  if (columnId === 'project') return plain(row.project)
  if (columnId === 'experimentName') return plain(row.experimentName)
  if (columnId === 'userName') return plain(row.userName)
  const key = columnId.slice(columnId.indexOf('.') + 1)
  if (columnId.startsWith('metrics.')) return metricCell(row, key, format)
  const values = columnId.startsWith('params.') ? row.params : row.tags
  return plain(Object.hasOwn(values, key) ? (values[key] ?? null) : null)
}

function metricCell(row: RunRow, key: string, format: Formats): Cell {
  const metric = Object.hasOwn(row.metrics, key) ? row.metrics[key] : undefined
  if (!metric) return plain(null)
  return { text: format.metric(metric.value), exact: `${format.exact(metric.value)} at step ${metric.step}` }
}

function durationCell(row: RunRow, now: number, format: Formats): Cell {
  const elapsed = runElapsedMs(row, now)
  return {
    text: format.duration(elapsed),
    exact: row.endTime === null ? 'still running' : format.dateTime(row.endTime),
  }
}

/** Ms from start to end, or to now while it runs; null when that is not known: a silent run's end is not. */
export function runElapsedMs(
  run: Pick<RunRow, 'startTime' | 'endTime' | 'status' | 'isStale'>,
  now: number,
): number | null {
  if (run.startTime === null) return null
  if (run.endTime !== null) return run.endTime - run.startTime
  return run.status === 'RUNNING' && !run.isStale ? Math.max(0, now - run.startTime) : null
}

function plain(text: string | null): Cell {
  return text === null || text === '' ? { text: '–', exact: 'not known' } : { text, exact: text }
}
