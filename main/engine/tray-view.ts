import type { HardwareState } from '../../shared/contract'
import { headlineMetric } from '../../shared/catalog/headline-metric'
import { runProgress } from '../../shared/catalog/run-progress'
import { severities, toLookAt } from '../../shared/model/alert'
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

export type TraySettings = Pick<Settings, 'trayTitle' | 'trayParts'> & {
  /** Runs, alerts and sensors are made up, which the menu says. */
  readonly isDemo: boolean
}

const shownRuns = 3

/** The menu bar as a function of what is known. "–" stands for what is not: nothing reads 0 that was not measured. */
export function trayView(snapshot: AppSnapshot, hardware: HardwareState, settings: TraySettings): TrayView {
  const { activeRuns } = snapshot.catalog
  const live = liveSample(snapshot, hardware)
  const running = activeRuns.filter((run) => !run.isStale)
  const alerts = toLookAt(snapshot.alerts)
  const title = settings.trayParts.map((part) => titlePart(part, live, alerts)).filter((text) => text !== '')
  return {
    title: settings.trayTitle ? title.join('  ') : '',
    toolTip: `Sextant${settings.isDemo ? ' (demo data)' : ''}: ${countOf(running.length, 'run')} running, ${countOf(alerts, 'alert')}`,
    hasAlert: alerts > 0,
    groups: [
      ...(settings.isDemo ? [[{ label: 'Demo data: none of this is yours' }]] : []),
      hardwareRows(live, hardware),
      runRows(running),
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

/** The newest sample, unless it is from before a pause or a fault of the sampler: it would pass for a live one. */
function liveSample({ threads }: AppSnapshot, { sample, isPaused }: HardwareState): HardwareState['sample'] {
  const sampler = threads.find(({ name }) => name === 'sampler')
  const isDown = sampler?.state === 'restarting' || sampler?.state === 'stopped'
  return isPaused || isDown ? null : sample
}

function titlePart(part: TrayPart, live: HardwareState['sample'], alerts: number): string {
  if (part === 'alerts') return alerts > 0 ? `⚠ ${alerts}` : ''
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

function hardwareRows(live: HardwareState['sample'], { isPaused }: HardwareState): TrayRow[] {
  const pressure = live?.thermal.pressure.value ?? 'nominal'
  const rows = [
    `GPU ${percent(live?.gpu.utilizationRatio)}`,
    `ANE ${percent(live?.ane.activityRatio)}`,
    `Memory ${percent(usedMemory(live))}, pressure ${live?.memory.pressure.value ?? '–'}`,
    `Power ${watts(live?.power.systemWatts)}`,
    ...(pressure === 'nominal' ? [] : [`Thermal state ${pressure}`]),
  ]
  const state = isPaused ? 'Sampling is paused' : live?.origin === 'simulated' ? 'Simulated values' : null
  return [...(state === null ? [] : [state]), ...rows].map((label) => ({
    label,
    path: '/hardware',
    action: 'open',
  }))
}

function runRows(running: readonly RunRow[]): TrayRow[] {
  if (running.length === 0) return [{ label: 'No run is active' }]
  const more = running.length - shownRuns
  const rest: TrayRow[] =
    more > 0 ? [{ label: `${countOf(more, 'more run')}…`, path: '/experiments', action: 'open' }] : []
  return [...running.slice(0, shownRuns).map(runRow), ...rest]
}

function usedMemory(sample: HardwareState['sample']): Reading | undefined {
  const used = sample?.memory.usedBytes
  const total = sample?.memory.totalBytes.value
  if (used === undefined || used.value === null || total == null || total <= 0) return undefined
  return { ...used, value: used.value / total }
}

function percent(reading: Reading | undefined): string {
  return reading === undefined || reading.value === null ? '–' : `${Math.round(reading.value * 100)}%`
}

function watts(reading: Reading | undefined): string {
  return reading === undefined || reading.value === null ? '– W' : `${reading.value.toFixed(1)} W`
}

function runRow(run: RunRow): TrayRow {
  return {
    label: runLabel(run),
    path: `/runs/${encodeURIComponent(run.sourceId)}/${encodeURIComponent(run.runId)}`,
    action: 'open',
  }
}

function alertRow({ alerts }: AppSnapshot): TrayRow {
  const { unseen } = alerts
  const count = toLookAt(alerts)
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

function metricWords(run: RunRow): string {
  const metric = headlineMetric(run.metrics)
  if (metric === null) return 'no metric yet'
  const value = Number.isFinite(metric.value) ? Number(metric.value.toPrecision(4)) : String(metric.value)
  return `${metric.key} ${value}, step ${metric.step}`
}

/** The start of a long name is cut, not the value behind it. */
function runLabel(run: RunRow): string {
  const progress = runProgress(run)
  const words = ` — ${metricWords(run)}${progress === null ? '' : ` (${Math.floor(progress.ratio * 100)}%)`}`
  const room = Math.max(12, longestLabel - words.length)
  const name = run.name.length <= room ? run.name : `${run.name.slice(0, room - 1)}…`
  return shorten(name + words)
}
