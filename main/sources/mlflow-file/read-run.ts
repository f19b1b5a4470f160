import type { DatasetInput, MetricValue, Run, RunModel } from '../../../shared/model/run'
import { fileError } from '../file-error'
import { parseYamlMap } from '../yaml'
import { artifactPlace } from './artifact-place'
import { parseInput, parseOutput } from './dataset-meta'
import type { Dataset } from './dataset-meta'
import { entriesOf, isFolder, keysIn, readText } from '../files'
import type { KeptPoints } from './kept-points'
import { readMetric, tailMetric } from './metric-file'
import type { MetricTail } from './metric-file'
import type { Pacer } from '../pacer'
import type { YamlMap } from '../yaml'
import type { RunMeta } from './run-meta'
import { disk, readValues } from './store-reader'
import type { StoreReader } from './store-reader'

export type MetricTails = ReadonlyMap<string, MetricTail>

export interface RunFolder {
  readonly folder: string
  readonly experimentId: string
  /** Experiments in the trash take their runs with them, also those that MLflow 1.x left marked as active. */
  readonly isInTrash: boolean
  readonly meta: RunMeta
  /** What was read of the metric files before; 'forget' for a run that is not followed. */
  readonly tails: MetricTails | 'forget'
  readonly kept: KeptPoints
  readonly pacer: Pacer
  readonly datasetOf: (datasetId: string) => Dataset | null
}

/** Everything of a run but its points. Missing folders are empty: git does not keep them. */
export async function readRun(
  from: RunFolder,
  reader: StoreReader,
): Promise<{ run: Run; tails: MetricTails }> {
  const { folder, meta } = from
  const parts = new Set((entriesOf(folder) ?? []).map((entry) => entry.name))
  const tags = parts.has('tags') ? readValues(`${folder}/tags`, reader) : {}
  const tails = parts.has('metrics')
    ? await readMetrics(`${folder}/metrics`, from, reader)
    : new Map<string, never>()
  const owner = {
    folder,
    hasArtifacts: parts.has('artifacts'),
    besideExperiments: `${reader.storeFolder}/${meta.runId}/artifacts`,
    storeFolder: reader.storeFolder,
  }
  const inputs = parts.has('inputs') ? readInputs(`${folder}/inputs`, from.datasetOf, reader) : noInputs
  const outputs = parts.has('outputs') ? readLinks(`${folder}/outputs`, parseOutput, reader) : []
  const run: Run = {
    sourceId: reader.sourceId,
    runId: meta.runId,
    experimentId: from.experimentId,
    name: meta.name === '' ? (tags['mlflow.runName'] ?? '') : meta.name,
    status: meta.status,
    startTime: meta.startTime,
    endTime: meta.endTime,
    lifecycleStage: from.isInTrash ? 'deleted' : meta.lifecycleStage,
    parentRunId: tags['mlflow.parentRunId'] ?? null,
    userName: meta.userName ?? tags['mlflow.user'] ?? null,
    artifactUri: artifactPlace(meta.artifactUri, owner, disk),
    params: parts.has('params') ? readValues(`${folder}/params`, reader) : {},
    tags,
    metrics: latestValues(tails),
    datasets: inputs.datasets,
    models: [...inputs.models, ...outputs],
  }
  return { run, tails }
}

async function readMetrics(
  folder: string,
  { tails: previous, kept, pacer }: RunFolder,
  reader: StoreReader,
): Promise<MetricTails> {
  const tails = new Map<string, MetricTail>()
  kept.forget(folder)
  for (const key of keysIn(folder)) {
    const path = `${folder}/${key}`
    try {
      const reading =
        previous === 'forget'
          ? readMetric(folder, key, kept, pacer)
          : tailMetric(path, previous.get(key), pacer)
      const tail = reading instanceof Promise ? await reading : reading
      if (tail === null) continue
      tails.set(key, tail)
      if (tail.malformedLines > 0) reportLines(path, tail.malformedLines, reader)
    } catch (thrown) {
      reader.report(path, fileError(thrown, path))
    }
  }
  return tails
}

function reportLines(path: string, count: number, reader: StoreReader): void {
  const lines = count === 1 ? 'One line' : `${count} lines`
  reader.report(path, { code: 'corrupt', message: `${lines} of ${path} could not be read and are left out.` })
}

/** A file without a whole line yet has no latest value; MLflow refuses the whole run then. */
function latestValues(tails: MetricTails): Readonly<Record<string, MetricValue>> {
  const entries: [string, MetricValue][] = []
  for (const [key, { latest }] of tails) if (latest !== null) entries.push([key, latest])
  return Object.fromEntries(entries)
}

interface Inputs {
  readonly datasets: readonly DatasetInput[]
  readonly models: readonly RunModel[]
}
const noInputs: Inputs = { datasets: [], models: [] }

function readInputs(
  folder: string,
  datasetOf: (datasetId: string) => Dataset | null,
  reader: StoreReader,
): Inputs {
  const datasets: DatasetInput[] = []
  const models: RunModel[] = []
  const take = (map: YamlMap) => {
    const input = parseInput(map)
    if (input === null) return null
    if ('modelId' in input) models.push({ role: 'input', modelId: input.modelId, step: null })
    else {
      const dataset = datasetOf(input.datasetId)
      if (dataset !== null) datasets.push({ ...dataset, context: input.context })
    }
    return null
  }
  readLinks(folder, take, reader)
  return { datasets, models }
}

/** The meta.yaml of each folder below; a part that cannot be read is reported, and the rest is read. */
function readLinks<T>(folder: string, parse: (map: YamlMap) => T | null, reader: StoreReader): readonly T[] {
  const found: T[] = []
  for (const entry of entriesOf(folder) ?? []) {
    const path = `${folder}/${entry.name}/meta.yaml`
    if (!isFolder(folder, entry)) continue
    try {
      const map = parseYamlMap(readText(path) ?? '')
      const link = map === null ? null : parse(map)
      if (link !== null) found.push(link)
    } catch (thrown) {
      reader.report(path, fileError(thrown, path))
    }
  }
  return found
}
