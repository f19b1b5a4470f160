import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptStore, seeded, storeStartsAt } from './stores'

export interface FileStoreShape {
  readonly runs: number
  readonly metrics: number
  /** Of each metric. */
  readonly points: number
}

/** 1 000 runs × 20 metrics × 50 points: the store of the goals. */
export const usualShape: FileStoreShape = { runs: 1_000, metrics: 20, points: 50 }

const experimentId = '821770307574351362'

/** An MLflow file store of that shape, as 2.x writes it: `mlruns` within the folder that is returned. */
export function largeFileStore(shape: FileStoreShape = usualShape): Promise<string> {
  const { runs, metrics, points } = shape
  return keptStore(`mlruns-${runs}-${metrics}-${points}`, (folder) => writeFileStore(folder, shape))
}

function writeFileStore(folder: string, { runs, metrics, points }: FileStoreShape): void {
  const random = seeded(runs * 31 + metrics)
  const root = join(folder, 'mlruns')
  const experiment = join(root, experimentId)
  mkdirSync(experiment, { recursive: true })
  writeFileSync(join(experiment, 'meta.yaml'), experimentMeta)
  for (let index = 0; index < runs; index++) {
    const runId = index.toString(16).padStart(8, '0') + 'ab'.repeat(12)
    const startedAt = storeStartsAt + index * 60_000
    const run = join(experiment, runId)
    for (const part of ['metrics', 'params', 'tags', 'artifacts'])
      mkdirSync(join(run, part), { recursive: true })
    writeFileSync(join(run, 'meta.yaml'), runMeta(runId, index, startedAt))
    for (let metric = 0; metric < metrics; metric++) {
      writeFileSync(join(run, 'metrics', metricKey(metric)), metricLines(points, startedAt, random))
    }
    for (let param = 0; param < 10; param++) {
      writeFileSync(join(run, 'params', `param_${param}`), String((index * 7 + param) % 97))
    }
    const tags = {
      'mlflow.runName': `run-${index}`,
      'mlflow.user': 'me',
      'mlflow.source.name': 'train.py',
      'mlflow.source.type': 'LOCAL',
      team: index % 3 === 0 ? 'vision' : 'speech',
    }
    for (const [key, value] of Object.entries(tags)) writeFileSync(join(run, 'tags', key), value)
  }
}

export const metricKey = (index: number) => (index === 0 ? 'loss' : `metric_${index}`)

function metricLines(points: number, startedAt: number, random: () => number): string {
  let text = ''
  for (let step = 0; step < points; step++) {
    text += `${startedAt + step * 100} ${Math.exp(-step / (points / 4)) + random() * 0.1} ${step}\n`
  }
  return text
}

const experimentMeta = `artifact_location: file:///Users/me/project/mlruns/${experimentId}
creation_time: ${storeStartsAt}
experiment_id: '${experimentId}'
last_update_time: ${storeStartsAt}
lifecycle_stage: active
name: large
`

function runMeta(runId: string, index: number, startedAt: number): string {
  return `artifact_uri: file:///Users/me/project/mlruns/${experimentId}/${runId}/artifacts
end_time: ${startedAt + 50_000}
entry_point_name: ''
experiment_id: '${experimentId}'
lifecycle_stage: active
run_id: ${runId}
run_name: run-${index}
run_uuid: ${runId}
source_name: ''
source_type: 4
source_version: ''
start_time: ${startedAt}
status: 3
tags: []
user_id: me
`
}
