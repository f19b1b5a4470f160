import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes an MLflow file store as MLflow 2.x does, for tests that need one of their own to write to. */
export interface StoreRun {
  readonly runId: string
  readonly name: string
  /** As MLflow's integers: 1 RUNNING, 3 FINISHED, 4 FAILED. */
  readonly status?: 1 | 3 | 4
  readonly startTime?: number
  readonly params?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  /** Lines `timestamp value step`. */
  readonly metrics?: Readonly<Record<string, readonly string[]>>
}

export function writeExperiment(
  store: string,
  experimentId: string,
  name: string,
  tags: Record<string, string> = {},
): void {
  const folder = join(store, experimentId)
  put(
    join(folder, 'meta.yaml'),
    `artifact_location: ${folder}\ncreation_time: 1790000000000\nexperiment_id: '${experimentId}'\n` +
      `last_update_time: 1790000000000\nlifecycle_stage: active\nname: ${name}\n`,
  )
  for (const [key, value] of Object.entries(tags)) put(join(folder, 'tags', key), value)
}

/** Returns the run's folder. */
export function writeRun(store: string, experimentId: string, run: StoreRun): string {
  const folder = join(store, experimentId, run.runId)
  const { startTime = 1_790_000_000_000, status = 3 } = run
  put(
    join(folder, 'meta.yaml'),
    `artifact_uri: ${folder}/artifacts\nend_time: ${status === 1 ? 'null' : startTime + 60_000}\nentry_point_name: ''\n` +
      `experiment_id: '${experimentId}'\nlifecycle_stage: active\nrun_id: ${run.runId}\nrun_name: ${run.name}\n` +
      `run_uuid: ${run.runId}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: ${startTime}\n` +
      `status: ${status}\ntags: []\nuser_id: ada\n`,
  )
  for (const part of ['params', 'metrics', 'tags', 'artifacts'])
    mkdirSync(join(folder, part), { recursive: true })
  for (const [key, value] of Object.entries(run.params ?? {})) put(join(folder, 'params', key), value)
  for (const [key, value] of Object.entries(run.tags ?? {})) put(join(folder, 'tags', key), value)
  for (const [key, lines] of Object.entries(run.metrics ?? {}))
    put(join(folder, 'metrics', key), lines.map((line) => `${line}\n`).join(''))
  return folder
}

/** One write with the newline in it, as MLflow appends. */
export function appendMetric(
  runFolder: string,
  key: string,
  timestamp: number,
  value: number | string,
  step: number,
): void {
  appendFileSync(join(runFolder, 'metrics', key), `${timestamp} ${value} ${step}\n`)
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
