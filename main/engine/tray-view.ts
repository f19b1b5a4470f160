import { severities } from '../../shared/model/alert'
import type { AppSnapshot } from '../../shared/model/snapshot'

export type TrayAction = 'open' | 'open-alerts' | 'settings' | 'quit'

/** One row of the menu; a row without `action` cannot be chosen and only tells something. */
export interface TrayRow {
  readonly label: string
  readonly action?: TrayAction
  /** Opens the window at this route. */
  readonly path?: string
  readonly accelerator?: string
}

export interface TrayView {
  /** Beside the glyph, macOS only; empty when the user wants the glyph alone. */
  readonly title: string
  readonly toolTip: string
  readonly hasAlert: boolean
  /** Rows in groups; a separator goes between groups. */
  readonly groups: readonly (readonly TrayRow[])[]
}

/** The menu bar as a function of the snapshot. GPU and ANE read "–" until something measures them. */
export function trayView(snapshot: AppSnapshot, wantsTitle: boolean): TrayView {
  const { statistics, activeRuns } = snapshot.catalog
  const running = activeRuns.filter((run) => !run.isStale)
  const failing = snapshot.sources.filter((source) => source.state === 'failed' || source.state === 'stale')
  const alerts = statistics.totalAlerts
  const worst = severities.findLast((severity) => statistics.alertsBySeverity[severity] > 0)
  return {
    title: wantsTitle ? ['GPU –', 'ANE –', ...(alerts > 0 ? [`⚠ ${alerts}`] : [])].join('  ') : '',
    toolTip: `Sextant: ${countOf(running.length, 'run')} running, ${countOf(alerts, 'alert')}`,
    hasAlert: alerts > 0,
    groups: [
      [{ label: 'GPU –' }, { label: 'ANE –' }],
      running.length === 0
        ? [{ label: 'No run is active' }]
        : running.slice(0, 3).map((run) => ({
            label: shorten(`${run.name} — ${newestMetric(run.metrics)}`),
            path: `/runs/${encodeURIComponent(run.sourceId)}/${encodeURIComponent(run.runId)}`,
            action: 'open' as const,
          })),
      [
        alerts === 0 ? { label: 'No alerts' } : { label: `${countOf(alerts, 'alert')}, worst: ${worst ?? 'info'}` },
        ...(failing.length > 0 ? [{ label: `${countOf(failing.length, 'source')} cannot be read`, path: '/', action: 'open' as const }] : []),
      ],
      [
        { label: 'Open Sextant', action: 'open', accelerator: 'CommandOrControl+O' },
        { label: 'Settings…', action: 'settings', path: '/settings' },
      ],
      [{ label: 'Quit Sextant', action: 'quit', accelerator: 'CommandOrControl+Q' }],
    ],
  }
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const longestLabel = 60

function shorten(label: string): string {
  return label.length <= longestLabel ? label : `${label.slice(0, longestLabel - 1)}…`
}

/** The metric a person would look at first: the newest training value, not the machine's own. */
function newestMetric(metrics: AppSnapshot['catalog']['activeRuns'][number]['metrics']): string {
  const entries = Object.entries(metrics).filter(([key]) => !/^(system\/|apple_silicon_)/.test(key))
  const loss = entries.find(([key]) => key === 'loss' || key === 'train_loss') ?? entries.find(([key]) => key.includes('loss'))
  const [key, metric] = loss ?? entries.sort((a, b) => b[1].timestamp - a[1].timestamp)[0] ?? []
  if (key === undefined || metric === undefined) return 'no metric yet'
  return `${key} ${Number.isFinite(metric.value) ? Number(metric.value.toPrecision(4)) : String(metric.value)}, step ${metric.step}`
}
