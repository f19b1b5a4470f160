import { legacyDriftJson, legacyQualityJson, legacySuiteJson } from './evidently-legacy'
import { driftPage, qualityPage, v2QualityPage } from './evidently-page'
import { v2QualityJson, v2SnapshotJson } from './evidently-v2'
import { type MonitoredBatch, planBatches } from './monitored-batches'
import { photoColumns, promptColumns, ticketColumns } from './monitored-columns'
import type { FileTree, PlannedFile } from './planned-files'
import type { DemoProject } from './planned-store'
import { pythonFileTime } from './python-text'
import type { Random } from './random'

const dayMs = 86_400_000
const reportDays = 28
/** When the new kind of tickets began to come. */
const driftDays = 6
/** When the compressed model began to answer worse. */
const decayDays = 4
/** The photographs have not been looked at since. */
const silentDays = 9
const pageDays = 3

/** Four weeks of Evidently reports below `mlops/workspace/<project>/monitoring`, each project in another of its formats. */
export function reportTree(now: number, random: Random): FileTree {
  return {
    files: [...ticketReports(now, random), ...promptReports(now, random), ...photoReports(now, random)],
    folders: [],
  }
}

/** As the toolkit saves them, HTML only; beside them a suite that the user runs, which since yesterday lacks a column. */
function ticketReports(now: number, random: Random): PlannedFile[] {
  const begin = now - driftDays * dayMs
  const driftAt = (time: number) => Math.min(1, Math.max(0, (time - begin) / (4 * dayMs)))
  const batches = planBatches(
    {
      columns: ticketColumns,
      times: timesBefore(now, reportDays, 1, random),
      referenceAccuracy: 0.896,
      driftAt,
      accuracyAt: (time) => 0.891 - 0.055 * driftAt(time),
    },
    random,
  )
  const folder = monitoringFolder('lora-finetuning-mlx')
  return batches.flatMap((batch) => {
    const stamp = pythonFileTime(batch.time)
    const lostColumn = now - batch.time < 1.5 * dayMs ? 'agent_id' : null
    return [
      file(`${folder}/drift/drift_report_${stamp}.html`, driftPage(batch, random.hex(32)), batch),
      file(`${folder}/drift/ticket_tests_${stamp}.json`, legacySuiteJson(batch, { lostColumn }), batch),
      file(
        `${folder}/performance/performance_report_${stamp}.html`,
        qualityPage(batch, random.hex(32)),
        batch,
      ),
    ]
  })
}

/** Evidently 0.7.21: a workspace of `evidently ui` for drift; results JSON, and lately HTML, for the quality of the answers. */
function promptReports(now: number, random: Random): PlannedFile[] {
  const since = (time: number, days: number) => Math.max(0, (time - (now - days * dayMs)) / dayMs)
  const batches = planBatches(
    {
      columns: promptColumns,
      times: timesBefore(now, reportDays, 1, random),
      referenceAccuracy: 0.852,
      driftAt: (time) => Math.min(1, since(time, decayDays + 1)),
      accuracyAt: (time) => 0.848 - Math.min(0.076, 0.026 * since(time, decayDays)),
    },
    random,
  )
  const project = 'model-compression-mlx'
  const projectId = uuidOf(batches[0]?.time ?? now, random)
  const workspace = `mlops/workspace/${project}/monitoring/${projectId}`
  const metadata = { id: projectId, name: project, description: '', org_id: null, version: '2' }
  const [first] = batches
  return [
    ...(first === undefined ? [] : [file(`${workspace}/metadata.json`, JSON.stringify(metadata), first)]),
    ...batches.flatMap((batch) => [
      file(
        `${workspace}/snapshots/${uuidOf(batch.time, random)}.json`,
        v2SnapshotJson(batch, 'nightly prompts'),
        batch,
      ),
      answers(project, batch, now, random),
    ]),
  ]
}

/** Since some days somebody would rather look at pages. */
function answers(project: DemoProject, batch: MonitoredBatch, now: number, random: Random): PlannedFile {
  const path = `${monitoringFolder(project)}/performance/answers_${pythonFileTime(batch.time)}`
  return now - batch.time < pageDays * dayMs
    ? file(`${path}.html`, v2QualityPage(batch, random.hex(32)), batch)
    : file(`${path}.json`, v2QualityJson(batch), batch)
}

/** Evidently 0.6.7 with `save_json()`, every other day, until somebody switched it off. */
function photoReports(now: number, random: Random): PlannedFile[] {
  const batches = planBatches(
    {
      columns: photoColumns,
      times: timesBefore(now - silentDays * dayMs, reportDays - silentDays, 2, random),
      referenceAccuracy: 0.911,
      driftAt: () => 0,
      accuracyAt: () => 0.907,
    },
    random,
  )
  const folder = monitoringFolder('coreml-stable-diffusion-style-transfer')
  return batches.flatMap((batch) => {
    const stamp = pythonFileTime(batch.time)
    return [
      file(`${folder}/drift/photo_drift_${stamp}.json`, legacyDriftJson(batch), batch),
      file(`${folder}/drift/photo_tests_${stamp}.json`, legacySuiteJson(batch, { lostColumn: null }), batch),
      file(`${folder}/performance/style_quality_${stamp}.json`, legacyQualityJson(batch), batch),
    ]
  })
}

function monitoringFolder(project: DemoProject): string {
  return `mlops/workspace/${project}/monitoring/${project}`
}

/** Oldest first; the newest one some minutes before `end`, as a nightly job leaves them. Whole seconds, as names are. */
function timesBefore(end: number, days: number, everyDays: number, random: Random): number[] {
  const count = Math.ceil(days / everyDays)
  return Array.from({ length: count }, (_, index) => {
    const time = end - (count - 1 - index) * everyDays * dayMs - random.integer(20, 50) * 60_000
    return Math.floor(time / 1000) * 1000
  })
}

function file(path: string, content: string, batch: MonitoredBatch): PlannedFile {
  return { path, content, modifiedAt: batch.time }
}

/** Version 7, as Evidently draws them: milliseconds first. */
function uuidOf(time: number, random: Random): string {
  const hex = time.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`
}
