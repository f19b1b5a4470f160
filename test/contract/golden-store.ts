import type { LoggedModelFacts } from '../../shared/model/registered-model'
import type { DatasetInput, Experiment, LifecycleStage, Run } from '../../shared/model/run'
import type { TraceRow } from '../../shared/model/trace'

/**
 * What a store holds, in no store's own format. Each adapter's contract test writes it down in its format; the
 * suite then asks for exactly this back. Chosen so that every MLflow store can hold it: points are listed oldest
 * first (by timestamp, then step, then value), no two points are equal in all fields (a database drops those),
 * and artifacts lie on a remote store (what is local is re-rooted differently by each adapter).
 */
export interface GoldenStore {
  readonly experiments: readonly GoldenExperiment[]
  readonly runs: readonly GoldenRun[]
  readonly registeredModels: readonly GoldenRegisteredModel[]
  readonly loggedModels: readonly GoldenLoggedModel[]
  readonly traces: readonly GoldenTrace[]
}

export type GoldenExperiment = Omit<Experiment, 'sourceId'>

export interface GoldenPoint {
  readonly key: string
  readonly value: number
  readonly timestamp: number
  readonly step: number
}

/** `metrics` and `parentRunId` follow from `points` and `tags`. `datasets` are inputs of the run. */
export interface GoldenRun extends Omit<Run, 'sourceId' | 'metrics' | 'parentRunId'> {
  readonly points: readonly GoldenPoint[]
}

/** A model whose tag `mlflow.prompt.is_prompt` is `true` is a prompt: no adapter delivers it. */
export interface GoldenRegisteredModel {
  readonly name: string
  readonly description: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly updatedAt: number
  readonly versions: readonly GoldenVersion[]
}

/** Delivered with the registered model's tags (its own win), and its description when it has none of its own. */
export interface GoldenVersion {
  readonly version: string
  readonly description: string | null
  readonly status: 'READY' | 'PENDING_REGISTRATION' | 'FAILED_REGISTRATION'
  readonly source: string
  readonly runId: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly aliases: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
}

export interface GoldenLoggedModel {
  readonly modelId: string
  readonly experimentId: string
  readonly name: string
  readonly status: 'UNSPECIFIED' | 'PENDING' | 'READY' | 'UPLOAD_FAILED'
  readonly artifactLocation: string
  readonly runId: string | null
  readonly lifecycleStage: LifecycleStage
  readonly tags: Readonly<Record<string, string>>
  /** `metrics` are the latest ones; stores also hold an older point of each. */
  readonly logged: LoggedModelFacts
  readonly createdAt: number
  readonly updatedAt: number
}

/** A trace with where it lies; spans are counted, and no store of the suite writes them down. */
export interface GoldenTrace extends TraceRow {
  readonly experimentId: string
}

const start = 1_795_425_432_000
const bigExperimentId = '821770307574351362'
const trashedExperimentId = '588444270621008276'
export const goldenIds = {
  finished: '0be264100f2d41f6bf821c299ad5bb56',
  running: 'b42a9d68de884c1383b74f9181f9641c',
  child: 'd37fd348337d4ce080f41f96de7b02c0',
  deleted: 'a571907014d8474fba801c522903de03',
  /** As MLflow before 1.29 wrote it: the store's own name field is empty, the name is in tag `mlflow.runName`. */
  nameOnlyInTag: 'f35225af4ddf428e8421f1bad9ae0180',
  trashed: '00123488001234880012348800123488',
} as const

function points(key: string, rows: readonly (readonly [timestamp: number, value: number, step: number])[]) {
  return rows.map(([timestamp, value, step]) => ({ key, value, timestamp: start + timestamp, step }))
}

function goldenRun(part: Partial<GoldenRun> & Pick<GoldenRun, 'runId' | 'experimentId'>): GoldenRun {
  return {
    name: '',
    status: 'FINISHED',
    startTime: start,
    endTime: start + 60_000,
    lifecycleStage: 'active',
    userName: 'me',
    artifactUri: `s3://bucket/${part.runId}/artifacts`,
    params: {},
    tags: {},
    datasets: [],
    models: [],
    points: [],
    ...part,
  }
}

const dataset: DatasetInput = {
  name: 'alpaca',
  digest: '12e45678',
  sourceType: 'local',
  context: 'training',
  source: '/Users/ada/data/alpaca "v2".json',
}
const bareDataset: DatasetInput = {
  name: 'heldout',
  digest: '00123488',
  sourceType: 'code',
  context: null,
  source: null,
}
const adapterId = 'm-0be264100f2d41f6bf821c299ad5bb56'

const oddPoints: readonly GoldenPoint[] = [
  ...points('train_loss', [
    [0, 2.5, 0],
    [1000, 1.25, 1],
    // One step logged again, later: the series keeps both, the latest value is still that of step 2.
    [2000, 1e-5, 2],
    [3000, 0.75, 1],
    // Same time and step, other value.
    [3000, 0.875, 1],
  ]),
  ...points('val/loss', [
    [0, Number.NaN, 0],
    [10, Number.POSITIVE_INFINITY, 1],
    [20, Number.NEGATIVE_INFINITY, 2],
    [30, 3, 3],
    [40, Number.NaN, 4],
  ]),
  ...points('system/gpu_0 use: Δ', [[5, Number.POSITIVE_INFINITY, 0]]),
  // Everything at one step: only time tells them apart.
  ...points('speed', [
    [0, 9, 0],
    [1, 8, 0],
    [2, 7, 0],
  ]),
  ...points('warm-up', [
    [0, 1, -2],
    [1, 2, -1],
  ]),
  ...points('__proto__', [[0, 1, 0]]),
]

function goldenTrace(at: number, part: Partial<GoldenTrace> = {}): GoldenTrace {
  return {
    traceId: `tr-${String(at).padStart(32, '0')}`,
    experimentId: bigExperimentId,
    name: 'answer',
    state: 'OK',
    startedAt: start + at,
    durationMs: 250,
    requestPreview: '{"q": "why"}',
    responsePreview: '"Because."',
    tags: { 'mlflow.traceName': 'answer' },
    runId: null,
    spanCount: 3,
    assessmentCount: 0,
    ...part,
  }
}

/** Oldest first; two at one time are told apart by their ids. */
const goldenTraces: readonly GoldenTrace[] = [
  goldenTrace(1_000),
  goldenTrace(2_000, {
    state: 'ERROR',
    tags: { 'mlflow.traceName': 'answer', 'a topic': 'yes: "physics"\n', 'mlflow.user': 'me' },
    runId: goldenIds.finished,
    assessmentCount: 2,
  }),
  goldenTrace(3_000, { state: 'IN_PROGRESS', durationMs: null, responsePreview: null, spanCount: null }),
  goldenTrace(4_000, { traceId: '00123488001234880012348800123488', durationMs: 0 }),
  goldenTrace(4_000, {
    traceId: '12e45678012e4567801234880012e456',
    requestPreview: 'first line\nsecond: line',
  }),
  goldenTrace(5_000, { name: null, tags: {}, requestPreview: null, responsePreview: null }),
  goldenTrace(6_000, { durationMs: 86_400_123, requestPreview: 'é "ß" ✓ '.repeat(40) }),
]

/** The source of a data set as MLflow writes it down. */
export function sourceJson(place: string | null): string {
  return place === null ? '{}' : JSON.stringify({ uri: place })
}

/** What MLflow keeps beside a trace. */
export function traceMetadata(trace: GoldenTrace): Readonly<Record<string, string>> {
  const entries: [string, string | null][] = [
    ['mlflow.traceInputs', trace.requestPreview],
    ['mlflow.traceOutputs', trace.responsePreview],
    ['mlflow.sourceRun', trace.runId],
    [
      'mlflow.trace.sizeStats',
      trace.spanCount === null ? null : `{"total": 9, "num_spans": ${trace.spanCount}}`,
    ],
    ['mlflow.trace_schema.version', '3'],
  ]
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === null ? [] : [[key, value]])))
}

export const goldenStore: GoldenStore = {
  experiments: [
    {
      experimentId: '0',
      name: 'Default',
      lifecycleStage: 'active',
      tags: {},
      artifactLocation: 's3://bucket/0',
      createdAt: null,
      updatedAt: null,
      traceCount: 0,
    },
    {
      experimentId: bigExperimentId,
      name: 'café: lora "fine" tuning #1',
      lifecycleStage: 'active',
      tags: { project: 'lora-finetuning-mlx', 'mlflow.note.content': 'Two\nlines' },
      artifactLocation: 's3://bucket/lora',
      createdAt: start - 5000,
      updatedAt: start,
      traceCount: 7,
    },
    {
      experimentId: trashedExperimentId,
      name: 'thrown away',
      lifecycleStage: 'deleted',
      tags: {},
      artifactLocation: 's3://bucket/x',
      createdAt: start - 9000,
      updatedAt: start - 1,
      traceCount: 0,
    },
  ],
  runs: [
    goldenRun({
      runId: goldenIds.finished,
      experimentId: bigExperimentId,
      name: 'experiment-001',
      params: Object.fromEntries([
        ['lora_rank', '8'],
        ['lora_target_modules', "['q_proj', 'v_proj']"],
        ['prompt', 'first line\nsecond: line\n'],
        ['optimizer/name', 'adamw'],
        ['empty', ''],
        ['__proto__', 'not a prototype'],
      ]),
      tags: { project: 'lora-finetuning-mlx', 'mlflow.runName': 'experiment-001', 'mlflow.user': 'me' },
      points: oddPoints,
      datasets: [dataset, bareDataset],
      models: [{ role: 'output', modelId: adapterId, step: 7 }],
    }),
    goldenRun({
      runId: goldenIds.running,
      experimentId: bigExperimentId,
      name: 'experiment-002',
      status: 'RUNNING',
      endTime: null,
      artifactUri: null,
      tags: { 'mlflow.parentRunId': 'ffffffffffffffffffffffffffffffff' },
      points: points('train_loss', [[0, 4, 0]]),
    }),
    goldenRun({
      runId: goldenIds.child,
      experimentId: bigExperimentId,
      name: 'child',
      status: 'FAILED',
      tags: { 'mlflow.parentRunId': goldenIds.finished },
      models: [
        { role: 'input', modelId: adapterId, step: null },
        { role: 'output', modelId: 'm-00000000000000000000000000000000', step: 0 },
      ],
    }),
    goldenRun({
      runId: goldenIds.deleted,
      experimentId: bigExperimentId,
      name: 'deleted one',
      status: 'KILLED',
      lifecycleStage: 'deleted',
      points: points('train_loss', [[0, 0.5, 0]]),
    }),
    goldenRun({
      runId: goldenIds.nameOnlyInTag,
      experimentId: '0',
      name: 'named by tag',
      status: 'SCHEDULED',
      startTime: null,
      endTime: null,
      tags: { 'mlflow.runName': 'named by tag' },
    }),
    goldenRun({
      runId: goldenIds.trashed,
      experimentId: trashedExperimentId,
      name: 'went with its experiment',
      lifecycleStage: 'deleted',
    }),
  ],
  registeredModels: [
    {
      name: 'tiny-llama',
      description: 'All adapters of tiny llama',
      tags: { team: 'mlx', stage: 'model level' },
      createdAt: start,
      updatedAt: start + 2,
      versions: [
        {
          version: '1',
          description: null,
          status: 'READY',
          source: 's3://bucket/lora/m1',
          runId: goldenIds.finished,
          tags: {},
          aliases: [],
          createdAt: start + 1,
          updatedAt: start + 1,
        },
        {
          version: '10',
          description: 'Second try',
          status: 'PENDING_REGISTRATION',
          source: 's3://bucket/lora/m10',
          runId: null,
          tags: { stage: 'version level' },
          aliases: ['champion', 'latest-good'],
          createdAt: start + 2,
          updatedAt: start + 3,
        },
      ],
    },
    {
      name: 'a prompt',
      description: null,
      tags: { 'mlflow.prompt.is_prompt': 'true' },
      createdAt: start,
      updatedAt: start,
      versions: [
        {
          version: '1',
          description: null,
          status: 'READY',
          source: 'prompt-template',
          runId: null,
          tags: { 'mlflow.prompt.text': 'Say {{word}}' },
          aliases: [],
          createdAt: start,
          updatedAt: start,
        },
      ],
    },
  ],
  loggedModels: [
    {
      modelId: adapterId,
      experimentId: bigExperimentId,
      name: 'adapter',
      status: 'READY',
      artifactLocation: 's3://bucket/lora/models/m-0be264100f2d41f6bf821c299ad5bb56/artifacts',
      runId: goldenIds.finished,
      lifecycleStage: 'active',
      tags: { 'quantised to': '4 bits' },
      logged: {
        modelType: 'LoRA adapter',
        statusMessage: null,
        params: { rank: '8', note: 'two\nlines' },
        metrics: [
          {
            ...{ key: 'acc', value: 0.5, step: 2, timestamp: start + 70 },
            ...{ datasetName: null, datasetDigest: null, runId: goldenIds.child },
          },
          {
            ...{ key: 'acc', value: 0.875, step: 3, timestamp: start + 60 },
            ...{ datasetName: 'held out', datasetDigest: '00123488', runId: goldenIds.child },
          },
          {
            ...{ key: 'val/loss', value: Infinity, step: 0, timestamp: start + 80 },
            ...{ datasetName: 'alpaca', datasetDigest: '12e45678', runId: goldenIds.finished },
          },
        ],
      },
      createdAt: start + 5,
      updatedAt: start + 6,
    },
    {
      modelId: 'm-deadbeef0f2d41f6bf821c299ad5bb56',
      experimentId: '0',
      name: 'half uploaded',
      status: 'UPLOAD_FAILED',
      artifactLocation: 's3://bucket/0/models/m-dead/artifacts',
      runId: null,
      lifecycleStage: 'deleted',
      tags: {},
      logged: { modelType: null, statusMessage: 'disk full', params: {}, metrics: [] },
      createdAt: start + 7,
      updatedAt: start + 8,
    },
  ],
  traces: goldenTraces,
}

/** Many small runs in one experiment: for batches and for being stopped half-way. */
export function goldenStoreOfRuns(count: number): GoldenStore {
  const experiment = goldenStore.experiments[0]!
  return {
    experiments: [{ ...experiment, traceCount: 0 }],
    runs: Array.from({ length: count }, (_, index) =>
      goldenRun({
        runId: index.toString(16).padStart(32, '0'),
        experimentId: experiment.experimentId,
        name: `run ${index}`,
        points: points('loss', [[index, 1 / (index + 1), index]]),
      }),
    ),
    registeredModels: [],
    loggedModels: [],
    traces: [],
  }
}
