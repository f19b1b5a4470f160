import type { MachineInfo } from '../../shared/model/hardware'
import { describeThrown } from '../../shared/result'
import { useClient } from '../bridge/client'
import { pageChartSize, pagePng } from '../charts/paint-page'
import { timeScene } from '../charts/time-scene'
import { momentForFileName } from '../format/file-moment'
import type { ChartSpec } from '../hardware/chart-specs'
import { historyCsv } from '../hardware/history-csv'
import { toTable, type HistoryTable } from '../hardware/history-table'
import { readLines } from '../hardware/readout'
import { wishedPoints, type TimeWindow } from '../hardware/time-ranges'
import { useToastStore } from '../stores/toasts'
import { useFormat } from './useFormat'
import { useHardwareFormat } from './useHardwareFormat'
import { useSceneColours } from './useSceneColours'
import { offsetAt, useTimeTexts } from './useTimeTexts'
import type { Timeline } from './useTimeline'

interface ExportedPage {
  readonly timeline: Timeline
  readonly specs: () => readonly ChartSpec[]
  readonly table: () => HistoryTable
  readonly spans: () => readonly TimeWindow[]
  readonly machine: () => MachineInfo | null
  readonly isSimulated: () => boolean
}

const metricsPerCall = 100

/** What is shown, as a file of numbers or as a picture. */
export function useHardwareExport(page: ExportedPage) {
  const client = useClient()
  const toasts = useToastStore()
  const times = useFormat()
  const format = useHardwareFormat()
  const texts = useTimeTexts()
  const colours = useSceneColours()

  function fileName(window: TimeWindow): string {
    return `${page.isSimulated() ? 'Simulated hardware' : 'Hardware'} ${momentForFileName(window.to)}`
  }

  async function keep(kind: 'csv' | 'png', content: string | Uint8Array<ArrayBuffer>): Promise<void> {
    const name = fileName(page.timeline.window.value)
    const answer = await client.call('file.save', { kind, name, content })
    if (!answer.ok) toasts.show(answer.error.message, { tone: 'error' })
    else if (answer.value !== null) toasts.show(`Saved “${answer.value}”.`)
  }

  /** Every recorded value, not only what the charts draw. */
  async function saveCsv(): Promise<void> {
    const window = page.timeline.window.value
    const metrics = await client.call('hardware.metrics', undefined)
    if (!metrics.ok) {
      toasts.show(metrics.error.message, { tone: 'error' })
      return
    }
    const series = []
    for (let first = 0; first < metrics.value.length; first += metricsPerCall) {
      const answer = await client.call('hardware.history', {
        metrics: metrics.value.slice(first, first + metricsPerCall),
        from: window.from,
        to: window.to + 1,
        points: wishedPoints,
      })
      if (!answer.ok) {
        toasts.show(answer.error.message, { tone: 'error' })
        return
      }
      series.push(...answer.value)
    }
    await keep('csv', historyCsv(toTable(series), window))
  }

  async function savePng(): Promise<void> {
    const window = page.timeline.window.value
    const table = page.table()
    const parts = { table, window, spans: page.spans(), format, texts, offsetAt }
    const charts = page.specs().map((spec) => ({
      title: spec.title,
      legend: readLines(spec, table),
      scene: timeScene({ ...parts, spec }, pageChartSize),
    }))
    const chip = page.machine()?.chipName.value ?? 'This machine'
    const span = `${times.dateTime(window.from)} to ${times.dateTime(window.to)}`
    const subtitle = page.isSimulated() ? `${span} · simulated values` : span
    try {
      await keep('png', await pagePng({ title: `${chip}: hardware`, subtitle, charts }, colours.value))
    } catch (thrown) {
      toasts.show(`${describeThrown(thrown)}.`, { tone: 'error' })
    }
  }

  return { saveCsv, savePng }
}
