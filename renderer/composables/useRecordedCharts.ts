import { computed, shallowRef, watch } from 'vue'
import type { HardwareSample, MachineInfo } from '../../shared/model/hardware'
import { chartSpecs, recordedMetrics } from '../hardware/chart-specs'
import { isRecorded } from '../hardware/readout'
import { unionOfSpans } from '../hardware/run-spans'
import { useFormat } from './useFormat'
import { useHardwareExport } from './useHardwareExport'
import { useHardwareHistory } from './useHardwareHistory'
import { useRunSpans } from './useRunSpans'
import type { Timeline } from './useTimeline'

interface RecordedCharts {
  readonly timeline: Timeline
  /** The newest sample: what the machine has. */
  readonly sample: () => HardwareSample | null
  readonly machine: () => MachineInfo | null
  /** Samples that belong to the timeline, which is over when there are none. */
  readonly live: () => HardwareSample | null
  /** Wanted beside what charts draw. */
  readonly metrics: readonly string[]
}

/** The charts of a timeline's window: what they draw, the runs that were under way, and their export. */
export function useRecordedCharts({ timeline, sample, machine, live, metrics }: RecordedCharts) {
  const format = useFormat()
  // The charts depend on what the machine has, which seldom changes, not on each sample.
  const shape = computed(() => {
    const newest = sample()
    return [
      newest?.cpu.clusters.map(({ id }) => id).join(),
      newest?.fans.fans.map(({ id }) => id).join(),
      newest?.memory.totalBytes.value,
    ].join(' ')
  })
  const allSpecs = shallowRef(chartSpecs(sample(), machine()))
  watch(shape, () => (allSpecs.value = chartSpecs(sample(), machine())))
  const wanted = computed(() => [...new Set([...recordedMetrics(allSpecs.value), ...metrics])])
  const { table, error, isFirstLoad } = useHardwareHistory(timeline, () => wanted.value, live)
  // A chart that has shown something stays when a gap is zoomed into, and says that it is one.
  const recorded = shallowRef<ReadonlySet<string>>(new Set())
  watch([table, allSpecs], () => {
    const found = allSpecs.value.filter((spec) => isRecorded(spec, table.value)).map(({ id }) => id)
    if (found.some((id) => !recorded.value.has(id))) recorded.value = new Set([...recorded.value, ...found])
  })
  const specs = computed(() => allSpecs.value.filter(({ id }) => recorded.value.has(id)))
  const runs = useRunSpans(timeline)
  const spans = computed(() => unionOfSpans(runs.value))
  const { saveCsv, savePng } = useHardwareExport({
    timeline,
    specs: () => specs.value,
    table: () => table.value,
    spans: () => spans.value,
    machine,
    isSimulated: () => sample()?.origin === 'simulated',
  })
  const zoomWords = computed(() => {
    const { from, to } = timeline.window.value
    return `${format.dateTime(from)} – ${format.timeOfDay(to)}`
  })
  return { table, error, isFirstLoad, specs, runs, spans, saveCsv, savePng, zoomWords }
}
