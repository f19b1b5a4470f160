import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import type { ModelMetric } from '../../shared/model/registered-model'
import { runStatuses } from '../../shared/model/run'
import { goldenIds, sourceJson, traceMetadata } from '../contract/golden-store'
import type { GoldenPoint, GoldenRun, GoldenStore, GoldenTrace } from '../contract/golden-store'

/*
 * Writes a golden store as MLflow's file store does (mlflow/store/tracking/file_store.py and
 * model_registry/file_store.py of 2.x and 3.x), so that tests need neither Python nor big fixtures.
 */

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

/** PyYAML's safe dump: sorted keys, strings quoted only where they would read as something else. */
function yaml(fields: Readonly<Record<string, unknown>>): string {
  return stringify(fields, { version: '1.1', sortMapEntries: true, singleQuote: true, lineWidth: 80 })
}

async function putValues(folder: string, values: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [key, value] of Object.entries(values)) await put(join(folder, key), value)
}

/** Python's `repr(float)`. */
function python(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return String(value)
}

export async function appendPoints(runFolder: string, points: readonly GoldenPoint[]): Promise<void> {
  for (const { key, value, timestamp, step } of points) {
    const path = join(runFolder, 'metrics', key)
    await mkdir(dirname(path), { recursive: true })
    await appendFile(path, `${timestamp} ${python(value)} ${step}\n`)
  }
}

function runMeta(run: GoldenRun): string {
  const isOld = run.runId === goldenIds.nameOnlyInTag
  return yaml({
    artifact_uri: run.artifactUri,
    end_time: run.endTime,
    entry_point_name: '',
    experiment_id: run.experimentId,
    lifecycle_stage: run.lifecycleStage,
    ...(isOld ? { name: '', run_uuid: run.runId } : { run_name: run.name }),
    run_id: run.runId,
    source_name: '',
    source_type: 4,
    source_version: '',
    start_time: run.startTime,
    status: runStatuses.indexOf(run.status) + 1,
    tags: [],
    user_id: run.userName,
  })
}

async function putRun(experimentFolder: string, run: GoldenRun): Promise<void> {
  const folder = join(experimentFolder, run.runId)
  await put(join(folder, 'meta.yaml'), runMeta(run))
  await putValues(join(folder, 'tags'), run.tags)
  await putValues(join(folder, 'params'), run.params)
  await mkdir(join(folder, 'metrics'), { recursive: true })
  await appendPoints(folder, run.points)
  for (const { role, modelId, step } of run.models) {
    const isOutput = role === 'output'
    const fields = {
      destination_id: modelId,
      destination_type: isOutput ? 'MODEL_OUTPUT' : 'RUN',
      source_id: modelId,
      source_type: isOutput ? 'RUN_OUTPUT' : 'MODEL',
      ...(isOutput && { step }),
      tags: {},
    }
    await put(join(folder, isOutput ? 'outputs' : 'inputs', modelId, 'meta.yaml'), yaml(fields))
  }
  for (const { name, digest, sourceType, context, source } of run.datasets) {
    const id = `${name}-${digest}`
    const dataset = `digest: ${digest}\nname: ${name}\nprofile: '{"num_rows": 3}'\nschema: null\nsource: '${sourceJson(source)}'\n`
    await put(join(experimentFolder, 'datasets', id, 'meta.yaml'), `${dataset}source_type: ${sourceType}\n`)
    const tags = context === null ? 'tags: {}\n' : `tags:\n  mlflow.data.context: ${context}\n`
    const input = `destination_id: ${id}\ndestination_type: RUN\nsource_id: ${id}\nsource_type: DATASET\n${tags}`
    await put(join(folder, 'inputs', `in-${id}`, 'meta.yaml'), input)
  }
}

async function putRegistry(root: string, golden: GoldenStore): Promise<void> {
  for (const model of golden.registeredModels) {
    const folder = join(root, 'models', model.name)
    const times = { creation_timestamp: model.createdAt, last_updated_timestamp: model.updatedAt }
    const meta = { aliases: {}, ...times, description: model.description, name: model.name }
    await put(join(folder, 'meta.yaml'), yaml(meta))
    await putValues(join(folder, 'tags'), model.tags)
    for (const version of model.versions) {
      const fields = {
        aliases: [],
        creation_timestamp: version.createdAt,
        current_stage: 'None',
        description: version.description,
        last_updated_timestamp: version.updatedAt,
        name: model.name,
        run_id: version.runId,
        run_link: null,
        source: version.source,
        status: version.status,
        status_message: null,
        storage_location: version.source,
        user_id: null,
        version: Number(version.version),
      }
      await put(join(folder, `version-${version.version}`, 'meta.yaml'), yaml(fields))
      await putValues(join(folder, `version-${version.version}`, 'tags'), version.tags)
      for (const alias of version.aliases) await put(join(folder, 'aliases', alias), version.version)
    }
  }
}

/** V2 for the odd ones, as MLflow 2.13 to 3.0 wrote them: no previews but in the metadata, and times as numbers. */
async function putTrace(folder: string, trace: GoldenTrace, at: number): Promise<void> {
  const { traceId, experimentId, startedAt, durationMs, state, requestPreview, responsePreview } = trace
  const isOld = at % 2 === 1
  const info = isOld
    ? {
        execution_time_ms: durationMs,
        experiment_id: experimentId,
        request_id: traceId,
        status: state,
        timestamp_ms: startedAt,
      }
    : {
        ...(durationMs !== null && { execution_duration_ms: durationMs }),
        ...(requestPreview !== null && { request_preview: requestPreview }),
        request_time: new Date(startedAt ?? 0).toISOString(),
        ...(responsePreview !== null && { response_preview: responsePreview }),
        state,
        trace_id: traceId,
        trace_location: { mlflow_experiment: { experiment_id: experimentId }, type: 'MLFLOW_EXPERIMENT' },
      }
  await put(join(folder, 'trace_info.yaml'), yaml(info))
  await putValues(join(folder, 'tags'), trace.tags)
  await putValues(join(folder, 'request_metadata'), traceMetadata(trace))
  for (let count = 0; count < (trace.assessmentCount ?? 0); count++) {
    const fields = { assessment_id: `a-${count}`, assessment_name: 'good', feedback: { value: true } }
    const path = join(folder, 'assessments', `a-${count}`)
    await put(`${path}.yaml`, yaml({ ...fields, trace_id: traceId, valid: true }))
    await put(`${path}-before.yaml`, yaml({ ...fields, trace_id: traceId, valid: false }))
  }
}

/** An older point before it, and one that is being written after it. */
async function putModelMetric(path: string, metric: ModelMetric): Promise<void> {
  const { value, step, timestamp, datasetName, datasetDigest, runId } = metric
  const dataset = datasetName === null ? '' : ` ${datasetName} ${datasetDigest ?? ''}`
  const line = (...[at, of, number]: [number, number, number]) =>
    `${at} ${python(of)} ${number} ${runId ?? ''}${dataset}\n`
  await mkdir(dirname(path), { recursive: true })
  await appendFile(path, line(timestamp - 5, 0.25, step - 1) + line(timestamp, value, step))
}

const loggedModelStatuses = ['UNSPECIFIED', 'PENDING', 'READY', 'UPLOAD_FAILED']

function experimentFolder(root: string, golden: GoldenStore, experimentId: string): string {
  const experiment = golden.experiments.find((each) => each.experimentId === experimentId)
  return join(root, experiment?.lifecycleStage === 'deleted' ? '.trash' : '', experimentId)
}

export function runFolder(root: string, golden: GoldenStore, runId: string): string {
  const run = golden.runs.find((each) => each.runId === runId)!
  return join(experimentFolder(root, golden, run.experimentId), runId)
}

/** Writes the store into `root` (the `mlruns` folder itself). */
export async function writeMlruns(root: string, golden: GoldenStore): Promise<void> {
  for (const experiment of golden.experiments) {
    const folder = experimentFolder(root, golden, experiment.experimentId)
    const { createdAt, updatedAt } = experiment
    const times = createdAt === null ? {} : { creation_time: createdAt, last_update_time: updatedAt }
    const meta = {
      artifact_location: experiment.artifactLocation,
      ...times,
      experiment_id: experiment.experimentId,
      lifecycle_stage: experiment.lifecycleStage,
      name: experiment.name,
    }
    await put(join(folder, 'meta.yaml'), yaml(meta))
    await putValues(join(folder, 'tags'), experiment.tags)
  }
  for (const run of golden.runs) await putRun(experimentFolder(root, golden, run.experimentId), run)
  for (const model of golden.loggedModels) {
    const folder = join(experimentFolder(root, golden, model.experimentId), 'models', model.modelId)
    const meta = {
      artifact_location: model.artifactLocation,
      creation_timestamp: model.createdAt,
      experiment_id: model.experimentId,
      last_updated_timestamp: model.updatedAt,
      ...(model.lifecycleStage === 'deleted' && { lifecycle_stage: 'deleted' }),
      model_id: model.modelId,
      model_type: model.logged.modelType,
      name: model.name,
      source_run_id: model.runId,
      status: loggedModelStatuses.indexOf(model.status),
      status_message: model.logged.statusMessage,
    }
    await put(join(folder, 'meta.yaml'), yaml(meta))
    await putValues(join(folder, 'tags'), model.tags)
    await putValues(join(folder, 'params'), model.logged.params)
    for (const metric of model.logged.metrics)
      await putModelMetric(join(folder, 'metrics', metric.key), metric)
  }
  for (const [at, trace] of golden.traces.entries()) {
    const folder = join(experimentFolder(root, golden, trace.experimentId), 'traces', trace.traceId)
    await putTrace(folder, trace, at)
  }
  await putRegistry(root, golden)
}

/** As MLflow ends a run: meta.yaml written over in place. */
export async function finishRun(
  folder: string,
  status: (typeof runStatuses)[number],
  endTime: number,
): Promise<void> {
  const path = join(folder, 'meta.yaml')
  const meta = await readFile(path, 'utf8')
  const ended = meta.replace(/^end_time:.*$/m, `end_time: ${endTime}`)
  await writeFile(path, ended.replace(/^status:.*$/m, `status: ${runStatuses.indexOf(status) + 1}`))
}

export async function purgeRun(folder: string): Promise<void> {
  await rm(folder, { recursive: true })
}
