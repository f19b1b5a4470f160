import { createAbility, type Ability } from './ability'
import type { ServerClient } from './client'
import { fieldOf } from '../evidently/untrusted'
import { endlessPages, isRefusedInput, isUnknownThere, notMlflow, ServerFault } from './fault'
import { parseItem } from './json-items'
import { numberOf } from './numbers'
import { tokenAfter, type PageToken } from './page-token'

/**
 * The endpoints of MLflow's REST interface that are read, page by page (mlflow/protos/service.proto,
 * model_registry.proto). What an older server does not know is asked for in the way it does know.
 */

export interface Page {
  readonly items: readonly unknown[]
  /** Null on the last page. */
  readonly nextToken: PageToken | null
  readonly bytes: number
}

export interface PageRequest {
  readonly token: PageToken | null
  readonly size: number
  readonly signal: AbortSignal
  /** Takes elements as they arrive instead of gathering them in `items`. */
  readonly take?: (item: unknown) => void
}

export interface RunSearch extends PageRequest {
  readonly experimentIds: readonly string[]
  readonly filter?: string
}

const api = '/api/2.0/mlflow'
const newApi = '/api/3.0/mlflow'
const newestFirst = ['attributes.start_time DESC']

export interface Endpoints {
  version(signal: AbortSignal): Promise<string | null>
  experiments(request: PageRequest): Promise<Page>
  runs(request: RunSearch): Promise<Page>
  run(runId: string, signal: AbortSignal): Promise<unknown>
  history(runId: string, key: string, request: PageRequest): Promise<Page>
  /** Null: the server has no registry (a file store before MLflow 2.0, other implementations); so for its versions. */
  registeredModels(request: PageRequest): Promise<Page | null>
  modelVersions(request: PageRequest & { readonly name?: string }): Promise<Page | null>
  /** Null: the server is older than 3.0 and has none. */
  loggedModels(request: PageRequest & { readonly experimentIds: readonly string[] }): Promise<Page | null>
  /** Newest first. Null: the server is older than 2.14 and has none. */
  traces(request: PageRequest & { readonly experimentIds: readonly string[] }): Promise<Page | null>
  /** Null: the server does not count them (before 3.9, and over files). */
  traceCount(experimentId: string, signal: AbortSignal): Promise<number | null>
  /** The server may be another one by now: what it could not do is tried again. */
  doubt(): void
}

export function createEndpoints(client: ServerClient, now: () => number): Endpoints {
  const can = {
    /** Servers before 1.28 list experiments by another call, all at once. */
    searchExperiments: createAbility(now),
    listModels: createAbility(now),
    searchVersions: createAbility(now),
    listLoggedModels: createAbility(now),
    listTraces: createAbility(now),
    listTracesAsBefore: createAbility(now),
    countTraces: createAbility(now),
  }
  /** Tokens belong to the call that gave them. */
  let tracesAreListedBy: 'listTraces' | 'listTracesAsBefore' = 'listTraces'

  async function page(
    request: PageRequest,
    list: string,
    ask: { path: string; query?: readonly (readonly [string, string])[]; body?: unknown },
  ): Promise<Page> {
    const items: unknown[] = []
    const found = { nextToken: null as string | null, broken: null as string | null, count: 0 }
    const take = request.take ?? ((item: unknown) => void items.push(item))
    const bytes = await client.ask(
      { ...ask, signal: request.signal },
      {
        item(field, text) {
          if (field !== list) return
          found.count++
          const item = parseItem(text)
          if (item === undefined) found.broken ??= text.slice(0, 80)
          else take(item)
        },
        value(field, text) {
          if (field !== 'next_page_token') return
          const token = parseItem(text)
          if (typeof token === 'string' && token !== '') found.nextToken = token
        },
      },
    )
    if (found.broken !== null) throw notMlflow(client.host, `${ask.path}: ${found.broken}`)
    const nextToken = tokenAfter(request.token, found.nextToken, found.count)
    if (nextToken === 'endless') throw endlessPages(client.host, ask.path)
    return { items, bytes, nextToken }
  }

  const paged = ({ token, size }: PageRequest) => ({
    max_results: size,
    ...(token === null ? {} : { page_token: token.text }),
  })
  const pagedQuery = ({ token, size }: PageRequest): (readonly [string, string])[] => [
    ['max_results', String(size)],
    ...(token === null ? [] : [['page_token', token.text] as const]),
  ]

  async function pageOrNull(
    ability: Ability,
    isLack: (thrown: unknown) => boolean,
    ask: () => Promise<Page>,
  ): Promise<Page | null> {
    if (!ability.mayWork) return null
    try {
      const found = await ask()
      ability.worked()
      return found
    } catch (thrown) {
      if (!isLack(thrown) || !ability.refused()) throw thrown
      return null
    }
  }

  return {
    doubt() {
      for (const ability of Object.values(can)) ability.doubt()
    },
    async version(signal) {
      const text = await client.text({ path: '/version', signal, patienceMs: 15_000 })
      return /^\s*"?(\d+\.\d+[\w.+-]*)"?\s*$/.exec(text)?.[1] ?? null
    },
    async experiments(request) {
      const found = await pageOrNull(
        can.searchExperiments,
        (thrown) => isUnknownThere(thrown) && request.token === null,
        () => {
          const body = { ...paged(request), view_type: 'ALL' }
          return page(request, 'experiments', { path: `${api}/experiments/search`, body })
        },
      )
      if (found !== null) return found
      const query = [['view_type', 'ALL']] as const
      try {
        const listed = await page(request, 'experiments', { path: `${api}/experiments/list`, query })
        return { ...listed, nextToken: null }
      } catch (thrown) {
        // Neither way works: nothing was learnt of the server.
        can.searchExperiments.doubt()
        throw thrown
      }
    },
    runs(request) {
      const { experimentIds, filter } = request
      const body = {
        experiment_ids: experimentIds,
        run_view_type: 'ALL',
        order_by: newestFirst,
        ...(filter === undefined ? {} : { filter }),
        ...paged(request),
      }
      return page(request, 'runs', { path: `${api}/runs/search`, body })
    },
    async run(runId, signal) {
      let run: unknown = null
      await client.ask(
        {
          path: `${api}/runs/get`,
          query: [
            ['run_id', runId],
            ['run_uuid', runId],
          ],
          signal,
        },
        {
          item: () => {},
          value: (field, text) => {
            if (field === 'run') run = parseItem(text)
          },
        },
      )
      return run
    },
    history(runId, key, request) {
      const query = [
        ['run_id', runId],
        ['run_uuid', runId],
        ['metric_key', key],
        ...pagedQuery(request),
      ] as const
      return page(request, 'metrics', { path: `${api}/metrics/get-history`, query })
    },
    registeredModels: (request) =>
      pageOrNull(can.listModels, isUnknownThere, () =>
        page(request, 'registered_models', {
          path: `${api}/registered-models/search`,
          query: pagedQuery(request),
        }),
      ),
    modelVersions(request) {
      const name =
        request.name === undefined
          ? []
          : ([['filter', `name='${request.name.replaceAll("'", "''")}'`]] as const)
      const query = [...pagedQuery(request), ...name]
      return pageOrNull(can.searchVersions, isUnknownThere, () =>
        page(request, 'model_versions', { path: `${api}/model-versions/search`, query }),
      )
    },
    loggedModels(request) {
      const body = { experiment_ids: request.experimentIds, ...paged(request) }
      const isLack = (thrown: unknown) => isUnknownThere(thrown) || isRefusedInput(thrown)
      return pageOrNull(can.listLoggedModels, isLack, () =>
        page(request, 'models', { path: `${api}/logged-models/search`, body }),
      )
    },
    async traces(request) {
      const { experimentIds, token } = request
      const isLack = (thrown: unknown) => token === null && isNoSuchEndpoint(thrown)
      if (token === null || tracesAreListedBy === 'listTraces') {
        const locations = experimentIds.map((id) => ({
          type: 'MLFLOW_EXPERIMENT',
          mlflow_experiment: { experiment_id: id },
        }))
        const body = { locations, order_by: ['timestamp DESC'], ...paged(request) }
        const found = await pageOrNull(can.listTraces, isLack, () =>
          page(request, 'traces', { path: `${newApi}/traces/search`, body }),
        )
        if (found !== null) {
          tracesAreListedBy = 'listTraces'
          return found
        }
      }
      const query = [
        ...experimentIds.map((id) => ['experiment_ids', id] as const),
        ['order_by', 'timestamp_ms DESC'] as const,
        ...pagedQuery(request),
      ]
      const found = await pageOrNull(can.listTracesAsBefore, isLack, () =>
        page(request, 'traces', { path: `${api}/traces`, query }),
      )
      if (found !== null) tracesAreListedBy = 'listTracesAsBefore'
      return found
    },
    async traceCount(experimentId, signal) {
      if (!can.countTraces.mayWork) return null
      const body = {
        experiment_ids: [experimentId],
        view_type: 'TRACES',
        metric_name: 'trace_count',
        aggregations: [{ aggregation_type: 'COUNT' }],
      }
      const points: unknown[] = []
      try {
        const request = { token: null, size: 1, signal, take: (item: unknown) => void points.push(item) }
        await page(request, 'data_points', { path: `${newApi}/traces/metrics`, body })
        can.countTraces.worked()
      } catch (thrown) {
        // Over files it is an error of the server (HTTP 500, FEATURE_DISABLED).
        const isOwnFault = thrown instanceof ServerFault && thrown.status !== null && thrown.status !== 401
        if (!isOwnFault) throw thrown
        if (!isPassing(thrown)) can.countTraces.refused()
        return null
      }
      return points.length === 0 ? 0 : numberOf(fieldOf(fieldOf(points[0], 'values'), 'COUNT'))
    },
  }
}

/** As `isUnknownThere`, but not that an experiment is gone. Older servers know the path of one trace, not of the search. */
function isNoSuchEndpoint(thrown: unknown): boolean {
  if (!(thrown instanceof ServerFault)) return false
  return isUnknownThere(thrown) && thrown.errorCode !== 'RESOURCE_DOES_NOT_EXIST'
}

/** Of a proxy, or of a server that is overloaded: it says nothing about what the server can do. */
function isPassing({ status }: ServerFault): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504
}
