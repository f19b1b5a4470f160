import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMlflowRestSource } from '../../main/sources/mlflow-rest/source'
import { sourceIdOf } from '../../main/sources/source-id'
import type { ServerAuth } from '../../shared/model/server'
import { startMlflowServer, type ServerOptions } from '../support/mlflow-server'
import { testServices } from '../support/source-services'
import type { GoldenStore } from './golden-store'
import { sourceSuite } from './source.suite'

const servers: readonly (readonly [name: string, options: ServerOptions, auth: ServerAuth])[] = [
  ['open', {}, { kind: 'none' }],
  [
    'basic authentication below a prefix',
    { prefix: '/ml/flow', basic: { username: 'ada', password: 'pässword: 1' } },
    { kind: 'basic', username: 'ada', password: 'pässword: 1' },
  ],
  ['traces listed, not counted', { traces: 'listed' }, { kind: 'none' }],
  ['traces of 2.22', { traces: 'v2' }, { kind: 'none' }],
  ['bearer token', { bearer: 'tok3n' }, { kind: 'bearer', token: 'Bearer tok3n\n' }],
]

/** MLflow's search leaves deleted LoggedModels out, and has no way to ask for them. */
function whatServersTell(golden: GoldenStore): GoldenStore {
  return { ...golden, loggedModels: golden.loggedModels.filter((model) => model.lifecycleStage === 'active') }
}

for (const [name, options, auth] of servers) {
  sourceSuite(
    `mlflow-rest, ${name}`,
    async (golden) => {
      const server = await startMlflowServer(golden, options)
      const { store, url } = server
      const root = await mkdtemp(join(tmpdir(), 'mlflow-rest-'))
      const source = createMlflowRestSource({
        spec: { id: sourceIdOf('mlflow-rest', url), kind: 'mlflow-rest', location: url, root: url },
        services: testServices(),
        access: () => ({ url, auth, workspace: null }),
        calm: 0,
      })
      const change = (
        runId: string,
        part: (run: GoldenStore['runs'][number]) => GoldenStore['runs'][number],
      ) => {
        store.runs = store.runs.map((run) => (run.runId === runId ? part(run) : run))
      }
      return {
        source,
        root,
        append: async (runId, points) =>
          change(runId, (run) => ({ ...run, points: [...run.points, ...points] })),
        finish: async (runId, status, endTime) => change(runId, (run) => ({ ...run, status, endTime })),
        purge: async (runId) => {
          store.runs = store.runs.filter((run) => run.runId !== runId)
        },
        remove: () => server.stop(),
        async dispose() {
          await source.dispose()
          await server.stop()
          await rm(root, { recursive: true, force: true })
        },
      }
    },
    {
      reduce: (golden) => {
        const told = whatServersTell(golden)
        // 2.x has no assessments.
        const traces = golden.traces.map((trace) => ({ ...trace, assessmentCount: null }))
        return options.traces === 'v2' ? { ...told, traces } : told
      },
    },
  )
}
