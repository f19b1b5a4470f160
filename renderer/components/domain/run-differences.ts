import type { RunDetail } from '../../../shared/model/run-query'
import type { Formats } from '../../composables/useFormat'
import type { HardwareFormat } from '../../format/hardware'
import type { RunHardware } from '../../hardware/run-summary'
import { compareValues, factValue, textValues, type ComparedGroup, type ComparedValue } from './differences'
import { metricRank } from './metric-rank'
import { statusLook } from './run-status'

export interface ComparedRun {
  readonly run: RunDetail
  /** Null while it is not read, or where nothing was recorded. */
  readonly hardware: RunHardware | null
}

/** What tells runs apart, by subject; subjects of which no run has anything are left out. */
export function compareRuns(
  sides: readonly ComparedRun[],
  format: Formats,
  hardwareFormat: HardwareFormat,
): readonly ComparedGroup[] {
  const groups: readonly (readonly [string, (side: ComparedRun) => readonly ComparedValue[]])[] = [
    ['Parameters', ({ run }) => textValues(run.params)],
    ['Metrics', ({ run }) => metricValues(run, format)],
    ['This machine meanwhile', ({ hardware }) => hardwareValues(hardware, format, hardwareFormat)],
    ['Data sets', ({ run }) => dataSetValues(run)],
    ['Tags', ({ run }) => textValues(userTags(run.tags))],
    ['About', ({ run }) => aboutValues(run, format)],
  ]
  return groups
    .map(([title, values]) => compareValues(title, sides.map(values)))
    .filter(({ rows }) => rows.length > 0)
}

/** The latest of each metric, losses first. */
function metricValues(run: RunDetail, format: Formats): readonly ComparedValue[] {
  return Object.entries(run.metrics)
    .sort(([a], [b]) => metricRank(a) - metricRank(b) || a.localeCompare(b, undefined, { numeric: true }))
    .map(([label, { value }]) => ({ label, text: format.metric(value), number: value }))
}

function hardwareValues(
  hardware: RunHardware | null,
  format: Formats,
  hardwareFormat: HardwareFormat,
): readonly ComparedValue[] {
  if (hardware === null || hardware.recordedMs === 0) return []
  const { energyWattHours: energy, energyOf, gpuMeanRatio, memoryMaxBytes, swappedOutBytes } = hardware
  const known: (ComparedValue | null)[] = [
    energy === null
      ? null
      : // What the chip drew is no measure beside what the whole machine did.
        {
          label: energyOf === 'chip' ? 'Energy, chip' : 'Energy',
          text: hardwareFormat.text(energy, 'wattHours'),
          number: energy,
        },
    gpuMeanRatio === null
      ? null
      : { label: 'GPU, mean', text: hardwareFormat.text(gpuMeanRatio, 'ratio'), number: gpuMeanRatio },
    memoryMaxBytes === null
      ? null
      : {
          label: 'Memory, highest',
          text: hardwareFormat.text(memoryMaxBytes, 'memory'),
          number: memoryMaxBytes,
        },
    swappedOutBytes === null
      ? null
      : {
          label: 'Swapped out',
          text: hardwareFormat.text(swappedOutBytes, 'storage'),
          number: swappedOutBytes,
        },
    hardware.temperatureMaxCelsius === null
      ? null
      : {
          label: 'Hottest',
          text: hardwareFormat.text(hardware.temperatureMaxCelsius, 'celsius'),
          number: hardware.temperatureMaxCelsius,
        },
    { label: 'Recorded for', text: format.duration(hardware.recordedMs) },
  ]
  return known.filter((value) => value !== null)
}

function dataSetValues(run: RunDetail): readonly ComparedValue[] {
  return run.datasets.map(({ name, digest, context }) => ({
    label: context ?? 'Used',
    text: `${name} (${digest})`,
  }))
}

/** MLflow's own tags repeat what stands under "About". */
function userTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('mlflow.')))
}

function aboutValues(run: RunDetail, format: Formats): readonly ComparedValue[] {
  const lasted = run.startTime !== null && run.endTime !== null ? run.endTime - run.startTime : null
  const known: (ComparedValue | null)[] = [
    { label: 'Status', text: statusLook(run.status, run.isStale).word },
    lasted === null ? null : { label: 'Duration', text: format.duration(lasted), number: lasted },
    run.startTime === null ? null : { label: 'Started', text: format.dateTime(run.startTime) },
    factValue('Project', run.project),
    factValue('Experiment', run.experimentName),
    factValue('User', run.userName),
    factValue('Source', run.tags['mlflow.source.name']),
    factValue('Commit', run.tags['mlflow.source.git.commit']),
    factValue('Description', run.tags['mlflow.note.content']),
  ]
  return known.filter((value) => value !== null)
}
