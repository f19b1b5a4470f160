import type { HardwareState } from '../../shared/contract'
import { severities, sumOf } from '../../shared/model/alert'
import type { Reading } from '../../shared/model/hardware'
import type { RunRow } from '../../shared/model/run-query'
import type { Settings, TrayPart } from '../../shared/model/settings'
import type { AppSnapshot } from '../../shared/model/snapshot'

export type TrayAction = 'open' | 'pause' | 'quit'

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

export type TraySettings = Pick<Settings, 'trayTitle' | 'trayParts'>

const shownRuns = 3

/** The menu bar as a function of what is known. "–" stands for what is not: nothing reads 0 that was not measured. */
export function trayView(snapshot: AppSnapshot, hardware: HardwareState, settings: TraySettings): TrayView {
  const { activeRuns } = snapshot.catalog
  const running = activeRuns.filter((run) => !run.isStale)
  const alerts = sumOf(snapshot.alerts.unseen)
  const title = settings.trayParts
    .map((part) => titlePart(part, hardware, alerts))
    .filter((text) => text !== '')
  return {
    title: settings.trayTitle ? title.join('  ') : '',
    toolTip: `Sextant: ${countOf(running.length, 'run')} running, ${countOf(alerts, 'alert')}`,
    hasAlert: alerts > 0,
    groups: [
      hardwareRows(hardware),
      running.length === 0 ? [{ label: 'No run is active' }] : running.slice(0, shownRuns).map(runRow),
      [alertRow(snapshot), ...sourceRows(snapshot)],
      [
        { label: 'Open Sextant', action: 'open', accelerator: 'CommandOrControl+O' },
        { label: hardware.isPaused ? 'Resume Sampling' : 'Pause Sampling', action: 'pause' },
        { label: 'Settings…', action: 'open', path: '/settings' },
      ],
      [{ label: 'Quit Sextant', action: 'quit', accelerator: 'CommandOrControl+Q' }],
    ],
  }
}

function titlePart(part: TrayPart, { sample, isPaused }: HardwareState, alerts: number): string {
  if (part === 'alerts') return alerts > 0 ? `⚠ ${alerts}` : ''
  // A value from before the pause would pass for a live one.
  const live = isPaused ? null : sample
  switch (part) {
    case 'gpu':
      return `GPU ${percent(live?.gpu.utilizationRatio)}`
    case 'ane':
      return `ANE ${percent(live?.ane.activityRatio)}`
    case 'memory':
      return `MEM ${percent(usedMemory(live))}`
    case 'power':
      return watts(live?.power.systemWatts)
  }
}

function hardwareRows(hardware: HardwareState): TrayRow[] {
  const sample = hardware.isPaused ? null : hardware.sample
  const rows = [
    `GPU ${percent(sample?.gpu.utilizationRatio)}`,
    `ANE ${percent(sample?.ane.activityRatio)}`,
    `Memory ${percent(usedMemory(sample))}, pressure ${sample?.memory.pressure.value ?? '–'}`,
    `Power ${watts(sample?.power.systemWatts)}`,
  ]
  const state = hardware.isPaused
    ? 'Sampling is paused'
    : sample?.origin === 'simulated'
      ? 'Simulated values'
      : null
  return [...(state === null ? [] : [state]), ...rows].map((label) => ({ label }))
}

function usedMemory(sample: HardwareState['sample']): Reading | undefined {
  const used = sample?.memory.usedBytes
  const total = sample?.memory.totalBytes.value
  if (used === undefined || used.value === null || total == null || total <= 0) return undefined
  return { ...used, value: used.value / total }
}

function percent(reading: Reading | undefined): string {
  return reading === undefined || reading.value === null ? '–' : `${Math.round(reading.value * 100)} %`
}

function watts(reading: Reading | undefined): string {
  return reading === undefined || reading.value === null ? '– W' : `${reading.value.toFixed(1)} W`
}

function runRow(run: RunRow): TrayRow {
  return {
    label: shorten(`${run.name} — ${newestMetric(run.metrics)}`),
    path: `/runs/${encodeURIComponent(run.sourceId)}/${encodeURIComponent(run.runId)}`,
    action: 'open',
  }
}

function alertRow({ alerts: { unseen } }: AppSnapshot): TrayRow {
  const count = sumOf(unseen)
  if (count === 0) return { label: 'No alerts' }
  const worst = severities.findLast((severity) => unseen[severity] > 0)
  return { label: `${countOf(count, 'alert')}, worst: ${worst ?? 'info'}`, path: '/alerts', action: 'open' }
}

function sourceRows({ sources }: AppSnapshot): TrayRow[] {
  const failing = sources.filter((source) => source.state === 'failed' || source.state === 'stale').length
  return failing === 0
    ? []
    : [{ label: `${countOf(failing, 'source')} cannot be read`, path: '/', action: 'open' }]
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const longestLabel = 60

function shorten(label: string): string {
  return label.length <= longestLabel ? label : `${label.slice(0, longestLabel - 1)}…`
}

/** The metric a person would look at first: a training loss, else the newest value that is not the machine's own. */
function newestMetric(metrics: RunRow['metrics']): string {
  const entries = Object.entries(metrics).filter(([key]) => !/^(system\/|apple_silicon_)/.test(key))
  const loss =
    entries.find(([key]) => key === 'loss' || key === 'train_loss') ??
    entries.find(([key]) => key.includes('loss'))
  const [key, metric] = loss ?? entries.sort((a, b) => b[1].timestamp - a[1].timestamp)[0] ?? []
  if (key === undefined || metric === undefined) return 'no metric yet'
  const value = Number.isFinite(metric.value) ? Number(metric.value.toPrecision(4)) : String(metric.value)
  return `${key} ${value}, step ${metric.step}`
}
