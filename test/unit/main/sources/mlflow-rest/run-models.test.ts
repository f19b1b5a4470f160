import { afterEach, beforeEach, expect, it } from 'vitest'
import { createMlflowRestSource } from '../../../../../main/sources/mlflow-rest/source'
import { goldenIds, goldenStore } from '../../../../contract/golden-store'
import { startMlflowServer, type MlflowServer } from '../../../../support/mlflow-server'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

let server: MlflowServer
beforeEach(async () => {
  server = await startMlflowServer(goldenStore)
  // As a server over a database searches.
  server.rewrite = (body) =>
    body.includes('"runs":')
      ? Buffer.from(body.toString().replace(/"model_inputs":\[[^\]]*\]/g, '"model_inputs":[]'))
      : body
})
afterEach(() => server.stop())

it('learns what models a run used when it is on screen, and keeps it', async () => {
  const source = createMlflowRestSource({
    spec: { id: 'rest', kind: 'mlflow-rest', location: server.url, root: server.url },
    services: testServices(),
    access: () => ({ url: server.url, auth: { kind: 'none' }, workspace: null }),
    calm: 0,
  })
  const expected = goldenStore.runs.find((run) => run.runId === goldenIds.child)!.models
  const modelsOf = async (request = {}) =>
    (await pollSource(source, request)).runs.find((run) => run.runId === goldenIds.child)?.models
  expect(await modelsOf()).toEqual(expected.filter((model) => model.role === 'output'))
  expect(await modelsOf({ onlyRunIds: [goldenIds.child] })).toEqual(expected)
  expect((await pollSource(source)).batches).toEqual([])
  server.store.runs = server.store.runs.map((run) => ({ ...run, tags: { ...run.tags, more: 'x' } }))
  expect(await modelsOf()).toEqual(expected)
  await source.dispose()
})
