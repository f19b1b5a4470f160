import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type {
  GoldenLoggedModel,
  GoldenPoint,
  GoldenRegisteredModel,
  GoldenRun,
  GoldenStore,
  GoldenTrace,
} from '../contract/golden-store'
import { sourceJson, traceMetadata } from '../contract/golden-store'

/**
 * A small HTTP server that answers as MLflow's tracking server over an SQL store does (mlflow/server/handlers.py of
 * 3.x, checked against the real one by test/live/rest.live.ts): real sockets on 127.0.0.1, the endpoints that are read.
 */
export interface MlflowServer {
  readonly url: string
  readonly port: number
  /** `POST /api/2.0/mlflow/runs/search`, one line per request, with its body where it has one. */
  readonly requests: readonly string[]
  readonly store: MutableStore
  /** Answers before the server does; null leaves the request to it. */
  intercept: ((request: IncomingMessage, path: string) => Answer | null) | null
  /** Changes what is sent. */
  rewrite: ((body: Buffer) => Buffer) | null
  /** Files of artifacts by `run id/path`. */
  readonly artifacts: Map<string, Buffer>
  stop(): Promise<void>
  /** On the same port again. */
  restart(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface ServerOptions {
  readonly prefix?: string
  readonly basic?: { readonly username: string; readonly password: string }
  readonly bearer?: string
  /** 1.20: no search of experiments, no run names, no filter by time or status, no logged models, no `/version`. */
  readonly isOld?: boolean
  /** 2.22: traces in the older form. `listed`: 3.0, and 3.x over files, which lists traces and does not count them. */
  readonly traces?: 'v2' | 'listed' | 'counted'
  readonly port?: number
}

export interface MutableStore {
  experiments: GoldenStore['experiments'][number][]
  runs: GoldenRun[]
  registeredModels: readonly GoldenRegisteredModel[]
  loggedModels: readonly GoldenLoggedModel[]
  traces: readonly GoldenTrace[]
}

export async function startMlflowServer(
  golden: GoldenStore,
  options: ServerOptions = {},
): Promise<MlflowServer> {
  const store: MutableStore = {
    experiments: [...golden.experiments],
    runs: [...golden.runs],
    registeredModels: golden.registeredModels,
    loggedModels: golden.loggedModels,
    traces: golden.traces,
  }
  const requests: string[] = []
  const artifacts = new Map<string, Buffer>()
  const prefix = options.prefix ?? ''
  const api = createApi(store, artifacts, options)

  const http = createServer((request, response) => void serve(request, response))
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://here')
    const text = await bodyOf(request)
    requests.push(`${request.method ?? ''} ${url.pathname}${url.search}${text === '' ? '' : ` ${text}`}`)
    const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : null
    const answer =
      server.intercept?.(request, path ?? '') ??
      refusal(request, path ?? '', options) ??
      (path === null
        ? { status: 404, body: '<title>404 Not Found</title>' }
        : answered(() => api(path, url.searchParams, text)))
    const whole = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(answer.body)
    const body = answer.status === 200 && server.rewrite !== null ? server.rewrite(whole) : whole
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...answer.headers,
      'content-length': String(body.length),
    })
    response.end(body)
  }
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      http.once('error', reject)
      http.listen(port, '127.0.0.1', () => resolve())
    })
  await listen(options.port ?? 0)
  const { port } = http.address() as AddressInfo
  const server: MlflowServer = {
    url: `http://127.0.0.1:${port}${prefix}`,
    port,
    requests,
    store,
    artifacts,
    intercept: null,
    rewrite: null,
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
    restart: () => listen(port),
  }
  return server
}

/** What a request holds that cannot be understood is refused, as MLflow does. */
function answered(work: () => ServedAnswer): ServedAnswer {
  try {
    return work()
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : ''
    return { status: 400, body: JSON.stringify({ error_code: 'INVALID_PARAMETER_VALUE', message }) }
  }
}

function refusal(request: IncomingMessage, path: string, { basic, bearer }: ServerOptions): Answer | null {
  if (path === '/health' || path === '/version') return null
  const given = request.headers.authorization
  const wanted =
    basic !== undefined
      ? `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`
      : bearer !== undefined
        ? `Bearer ${bearer}`
        : undefined
  if (wanted === undefined || given === wanted) return null
  return {
    status: 401,
    body: 'You are not authenticated. Please see https://www.mlflow.org/docs/latest/auth/index.html#authenticating-to-mlflow on how to authenticate.',
    headers: { 'www-authenticate': 'Basic realm="mlflow"', 'content-type': 'text/html' },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

interface ServedAnswer {
  readonly status: number
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

function createApi(
  store: MutableStore,
  artifacts: ReadonlyMap<string, Buffer>,
  { isOld = false, traces = 'counted' }: ServerOptions,
) {
  const json = (body: unknown): ServedAnswer => ({ status: 200, body: JSON.stringify(body, withoutEmpty) })
  const problem = (status: number, errorCode: string, message: string): ServedAnswer => ({
    status,
    body: JSON.stringify({ error_code: errorCode, message }),
  })
  const unknown = (): ServedAnswer => problem(404, 'ENDPOINT_NOT_FOUND', 'No such endpoint.')
  const noRun = (id: string | null) =>
    problem(404, 'RESOURCE_DOES_NOT_EXIST', `Run with id=${id ?? ''} not found`)

  const calls: Record<string, (query: URLSearchParams, body: Record<string, unknown>) => ServedAnswer> = {
    '/health': () => ({ status: 200, body: 'OK' }),
    '/version': () => (isOld ? { status: 404, body: 'Not Found' } : { status: 200, body: '3.10.0' }),
    'experiments/search': (_query, body) =>
      isOld ? unknown() : json(page('experiments', store.experiments.map(experimentJson), body)),
    'experiments/list': () =>
      isOld ? json({ experiments: store.experiments.map(experimentJson) }) : unknown(),
    'runs/search': (_query, body) => {
      const filter = typeof body['filter'] === 'string' ? body['filter'] : ''
      if (isOld && filter !== '') return problem(400, 'INVALID_PARAMETER_VALUE', 'Invalid attribute key')
      const ids = new Set(body['experiment_ids'] as string[])
      const runs = store.runs
        .filter((run) => ids.has(run.experimentId) && matches(run, filter))
        .sort((a, b) => (b.startTime ?? 0) - (a.startTime ?? 0))
      return json(
        page(
          'runs',
          runs.map((run) => runJson(run, isOld)),
          body,
        ),
      )
    },
    'runs/get': (query) => {
      const run = store.runs.find((one) => one.runId === query.get('run_id'))
      return run === undefined ? noRun(query.get('run_id')) : json({ run: runJson(run, isOld) })
    },
    'metrics/get-history': (query) => {
      const run = store.runs.find((one) => one.runId === query.get('run_id'))
      if (run === undefined) return noRun(query.get('run_id'))
      const points = run.points.filter((point) => point.key === query.get('metric_key')).map(pointJson)
      return json(isOld ? { metrics: points } : page('metrics', points, Object.fromEntries(query)))
    },
    'registered-models/search': (query) =>
      json(page('registered_models', store.registeredModels.map(registeredJson), Object.fromEntries(query))),
    'model-versions/search': (query) => {
      const name = /^name='(.*)'$/.exec(query.get('filter') ?? '')?.[1]
      if (isOld && name === undefined) return problem(400, 'INVALID_PARAMETER_VALUE', 'Invalid filter string')
      const models = store.registeredModels.filter((model) => name === undefined || model.name === name)
      return json(page('model_versions', models.flatMap(versionsJson), Object.fromEntries(query)))
    },
    'model-versions/get': (query) => {
      const model = store.registeredModels.find((one) => one.name === query.get('name'))
      return json({
        model_version: model && versionsJson(model).find((one) => one.version === query.get('version')),
      })
    },
    'logged-models/search': (_query, body) => {
      if (isOld) return unknown()
      const ids = new Set(body['experiment_ids'] as string[])
      const models = store.loggedModels.filter(
        (model) => model.lifecycleStage === 'active' && ids.has(model.experimentId),
      )
      return json(page('models', models.map(loggedJson), body))
    },
    '/api/3.0/mlflow/traces/search': (_query, body) => {
      if (isOld || traces === 'v2') return { status: 404, body: '<title>404 Not Found</title>' }
      if (Number(body['max_results']) > 500)
        return problem(400, 'INVALID_PARAMETER_VALUE', "Invalid value for parameter 'max_results'")
      const locations = body['locations'] as { mlflow_experiment: { experiment_id: string } }[]
      const ids = locations.map((one) => one.mlflow_experiment.experiment_id)
      return json(page('traces', newestTraces(store.traces, ids).map(traceJson), body))
    },
    '/api/3.0/mlflow/traces/metrics': (_query, body) => {
      if (isOld || traces === 'v2') return { status: 404, body: '<title>404 Not Found</title>' }
      if (traces === 'listed') return problem(500, 'FEATURE_DISABLED', 'Not supported with FileStore.')
      const count = newestTraces(store.traces, body['experiment_ids'] as string[]).length
      return json({ data_points: [{ metric_name: 'trace_count', values: { COUNT: count } }] })
    },
    traces: (query) => {
      if (isOld) return unknown()
      const found = newestTraces(store.traces, query.getAll('experiment_ids'))
      return json(page('traces', found.map(oldTraceJson), Object.fromEntries(query)))
    },
    'artifacts/list': (query) => json(listing(artifacts, query.get('run_id') ?? '', query.get('path') ?? '')),
    '/get-artifact': (query) => {
      const file = artifacts.get(`${query.get('run_id') ?? ''}/${query.get('path') ?? ''}`)
      return file === undefined
        ? problem(404, 'RESOURCE_DOES_NOT_EXIST', 'No such artifact')
        : { status: 200, body: file, headers: { 'content-type': 'application/octet-stream' } }
    },
  }
  return (path: string, query: URLSearchParams, text: string): ServedAnswer => {
    const name = path.replace(/^\/api\/2\.0\/mlflow\//, '')
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined
    return call === undefined
      ? unknown()
      : call(query, text === '' ? {} : (JSON.parse(text) as Record<string, unknown>))
  }
}

/** Protobuf leaves empty lists, empty text and unset fields out. */
function withoutEmpty(_key: string, value: unknown): unknown {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0) ? undefined : value
}

function page(field: string, all: readonly unknown[], request: Readonly<Record<string, unknown>>) {
  const token = typeof request['page_token'] === 'string' ? request['page_token'] : ''
  const decoded =
    token === '' ? { offset: 0 } : (JSON.parse(Buffer.from(token, 'base64').toString()) as { offset: number })
  const size = Number(request['max_results'] ?? 1_000)
  const end = decoded.offset + size
  return {
    [field]: all.slice(decoded.offset, end),
    next_page_token: end < all.length ? Buffer.from(`{"offset": ${end}}`).toString('base64') : undefined,
  }
}

function matches(run: GoldenRun, filter: string): boolean {
  const status = /^attributes\.status = '(\w+)'$/.exec(filter)?.[1]
  if (status !== undefined) return run.status === status
  const since = /^attributes\.start_time >= (\d+)$/.exec(filter)?.[1]
  if (since !== undefined) return run.startTime !== null && run.startTime >= Number(since)
  const ids = /^attributes\.run_id IN \((.*)\)$/.exec(filter)?.[1]
  if (ids !== undefined) return ids.split(', ').includes(`'${run.runId}'`)
  return filter === ''
}

const keyValues = (record: Readonly<Record<string, string>>) =>
  Object.entries(record).map(([key, value]) => ({ key, value }))

function experimentJson(experiment: GoldenStore['experiments'][number]) {
  return {
    experiment_id: experiment.experimentId,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.lifecycleStage,
    creation_time: experiment.createdAt,
    last_update_time: experiment.updatedAt,
    tags: keyValues(experiment.tags),
  }
}

/** NaN is text, and SQL stores keep infinities as the largest double. */
function numberJson(value: number): number | string {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? value : value > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE
}

const pointJson = ({ key, value, timestamp, step }: GoldenPoint) => ({
  key,
  value: numberJson(value),
  timestamp,
  step,
})

function runJson(run: GoldenRun, isOld: boolean) {
  const latest = new Map<string, GoldenPoint>()
  for (const point of run.points) {
    const best = latest.get(point.key)
    if (best === undefined || compare(point, best) > 0) latest.set(point.key, point)
  }
  const tags = isOld ? { ...run.tags, 'mlflow.runName': run.name } : run.tags
  return {
    info: {
      run_id: run.runId,
      run_uuid: run.runId,
      run_name: isOld ? undefined : run.name,
      experiment_id: run.experimentId,
      user_id: run.userName,
      status: run.status,
      start_time: run.startTime,
      end_time: run.endTime,
      artifact_uri: run.artifactUri,
      lifecycle_stage: run.lifecycleStage,
    },
    data: {
      metrics: [...latest.values()].map(pointJson),
      params: keyValues(run.params),
      tags: keyValues(tags),
    },
    inputs: {
      dataset_inputs: run.datasets.map(({ name, digest, sourceType, context, source }) => ({
        tags: context === null ? [] : [{ key: 'mlflow.data.context', value: context }],
        dataset: {
          ...{ name, digest, source_type: sourceType, source: sourceJson(source) },
          ...{ schema: '{}', profile: '{}' },
        },
      })),
      model_inputs: run.models.flatMap(({ role, modelId }) =>
        role === 'input' ? [{ model_id: modelId }] : [],
      ),
    },
    outputs: {
      model_outputs: run.models.flatMap(({ role, modelId, step }) =>
        role === 'output' ? [{ model_id: modelId, step: step === 0 ? undefined : step }] : [],
      ),
    },
  }
}

function compare(a: GoldenPoint, b: GoldenPoint): number {
  return a.step - b.step || a.timestamp - b.timestamp || a.value - b.value
}

function registeredJson(model: GoldenRegisteredModel) {
  return {
    name: model.name,
    description: model.description,
    creation_timestamp: model.createdAt,
    last_updated_timestamp: model.updatedAt,
    tags: keyValues(model.tags),
    aliases: model.versions.flatMap(({ version, aliases }) => aliases.map((alias) => ({ alias, version }))),
  }
}

function versionsJson(model: GoldenRegisteredModel) {
  return model.versions.map((version) => ({
    name: model.name,
    version: version.version,
    creation_timestamp: version.createdAt,
    last_updated_timestamp: version.updatedAt,
    current_stage: 'None',
    description: version.description,
    source: version.source,
    run_id: version.runId,
    status: version.status,
    tags: keyValues(version.tags),
    aliases: version.aliases,
  }))
}

function loggedJson(model: GoldenLoggedModel) {
  return {
    info: {
      model_id: model.modelId,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      artifact_uri: model.artifactLocation,
      status: `LOGGED_MODEL_${model.status}`,
      source_run_id: model.runId,
      tags: keyValues(model.tags),
      model_type: model.logged.modelType,
      status_message: model.logged.statusMessage,
    },
    data: {
      params: keyValues(model.logged.params),
      metrics: model.logged.metrics.flatMap((metric) => {
        const point = {
          key: metric.key,
          dataset_name: metric.datasetName,
          dataset_digest: metric.datasetDigest,
          run_id: metric.runId,
        }
        const { value, step, timestamp } = metric
        return [
          { ...point, value: 0.25, step: step - 1, timestamp: timestamp - 5 },
          { ...point, value: numberJson(value), step, timestamp },
        ]
      }),
    },
  }
}

function newestTraces(traces: readonly GoldenTrace[], experimentIds: readonly string[]): GoldenTrace[] {
  return traces.filter((trace) => experimentIds.includes(trace.experimentId)).toReversed()
}

function traceJson(trace: GoldenTrace) {
  const assessments = Array.from({ length: 2 * (trace.assessmentCount ?? 0) }, (_, count) => ({
    assessment_id: `a-${count}`,
    assessment_name: 'good',
    feedback: { value: true },
    valid: count % 2 === 0,
  }))
  return {
    trace_id: trace.traceId,
    trace_location: {
      type: 'MLFLOW_EXPERIMENT',
      mlflow_experiment: { experiment_id: trace.experimentId },
    },
    request_time: new Date(trace.startedAt ?? 0).toISOString(),
    execution_duration: trace.durationMs === null ? undefined : `${trace.durationMs / 1_000}s`,
    state: trace.state,
    trace_metadata: traceMetadata(trace),
    assessments,
    tags: trace.tags,
    request_preview: trace.requestPreview,
    response_preview: trace.responsePreview,
  }
}

function oldTraceJson(trace: GoldenTrace) {
  return {
    request_id: trace.traceId,
    experiment_id: trace.experimentId,
    timestamp_ms: trace.startedAt,
    execution_time_ms: trace.durationMs ?? undefined,
    status: trace.state,
    request_metadata: keyValues(traceMetadata(trace)),
    tags: keyValues(trace.tags),
  }
}

function listing(artifacts: ReadonlyMap<string, Buffer>, runId: string, path: string) {
  const folder = path === '' ? `${runId}/` : `${runId}/${path}/`
  const found = new Map<string, unknown>()
  for (const [key, bytes] of artifacts) {
    if (!key.startsWith(folder)) continue
    const [name = '', ...below] = key.slice(folder.length).split('/')
    const whole = path === '' ? name : `${path}/${name}`
    found.set(
      whole,
      below.length > 0
        ? { path: whole, is_dir: true }
        : { path: whole, is_dir: false, file_size: bytes.length },
    )
  }
  return { root_uri: `mlflow-artifacts:/0/${runId}/artifacts`, files: [...found.values()] }
}
