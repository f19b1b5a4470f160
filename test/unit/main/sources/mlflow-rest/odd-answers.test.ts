import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAbility } from '../../../../../main/sources/mlflow-rest/ability'
import { createMlflowRestSource } from '../../../../../main/sources/mlflow-rest/source'
import { goldenStore } from '../../../../contract/golden-store'
import { startMlflowServer, type MlflowServer } from '../../../../support/mlflow-server'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

let server: MlflowServer
/** Requests before the last poll. */
let asksBefore = 0
beforeEach(async () => {
  server = await startMlflowServer(goldenStore, { traces: 'counted' })
})
afterEach(() => server.stop())

const minutes = 60_000

function open() {
  const clock = { now: 1_800_000_000_000 }
  const source = createMlflowRestSource({
    spec: { id: 'rest', kind: 'mlflow-rest', location: server.url, root: server.url },
    services: testServices({ now: () => clock.now }),
    access: () => ({ url: server.url, auth: { kind: 'none' }, workspace: null }),
    calm: 0,
  })
  const poll = async () => {
    asksBefore = server.requests.length
    return pollSource(source)
  }
  return { clock, poll }
}

function refuse(path: string, status: number, errorCode: string): void {
  server.intercept = (_request, asked) =>
    asked.endsWith(path)
      ? { status, body: JSON.stringify({ error_code: errorCode, message: 'Said so.' }) }
      : null
}
const asked = (path: string) => server.requests.slice(asksBefore).filter((line) => line.includes(path)).length

describe('one odd answer of a server that could do it before', () => {
  it.each([
    ['/logged-models/search', 404, 'RESOURCE_DOES_NOT_EXIST'],
    ['/logged-models/search', 400, 'BAD_REQUEST'],
    ['/registered-models/search', 404, ''],
    ['/model-versions/search', 404, ''],
  ])('takes away no model: %s %i', async (path, status, errorCode) => {
    const { poll } = open()
    expect((await poll()).models.length).toBeGreaterThan(0)
    refuse(path, status, errorCode)
    const odd = await poll()
    expect(odd.removed.modelIds).toEqual([])
    expect(odd.problems).toMatchObject([{ message: expect.stringMatching(/^Models: /) as string }])
    server.intercept = null
    expect(await poll()).toMatchObject({ problems: [], removed: { modelIds: [] } })
    expect(asked(path)).toBeGreaterThan(0)
  })

  it.each([503, 500])('does not end the counting of traces by the server: %i', async (status) => {
    const { poll } = open()
    const before = (await poll()).experiments.map((each) => each.traceCount)
    refuse('/traces/metrics', status, 'TEMPORARILY_UNAVAILABLE')
    await poll()
    server.intercept = null
    const after = await poll()
    expect(asked('/traces/metrics')).toBeGreaterThan(0)
    expect(before.some((count) => count !== null && count > 0)).toBe(true)
    expect(after.problems).toEqual([])
  })

  it('does not end asking for runs that changed', async () => {
    const { poll } = open()
    await poll()
    await poll()
    const filtered = () =>
      server.requests.slice(asksBefore).filter((line) => line.includes("attributes.status = 'RUNNING'"))
        .length
    expect(filtered()).toBe(1)
    refuse('/runs/search', 400, 'BAD_REQUEST')
    expect((await poll()).outcome).toMatchObject({ ok: false })
    server.intercept = null
    expect((await poll()).outcome).toMatchObject({ ok: true })
    expect(filtered()).toBe(1)
  })

  it('leaves the search of experiments the way they are found', async () => {
    const { poll } = open()
    await poll()
    refuse('/experiments/search', 404, '')
    expect((await poll()).outcome).toMatchObject({ ok: false })
    server.intercept = null
    expect(await poll()).toMatchObject({ outcome: { ok: true }, removed: { experimentIds: [] } })
  })
})

describe('what a server could not do from the beginning', () => {
  it('is asked for again after a while, and after the server was away', async () => {
    const path = '/logged-models/search'
    refuse(path, 404, 'ENDPOINT_NOT_FOUND')
    const { clock, poll } = open()
    expect((await poll()).problems).toEqual([])
    await poll()
    expect(asked(path)).toBe(0)
    clock.now += 11 * minutes
    await poll()
    expect(asked(path)).toBe(1)
    server.intercept = null
    await server.stop()
    expect((await poll()).outcome.ok).toBe(false)
    await server.restart()
    expect((await poll()).models.some(({ kind }) => kind === 'logged-model')).toBe(true)
  })

  it('is found when a first odd answer was a proxy’s', async () => {
    server.intercept = () => ({ status: 404, body: 'not here' })
    const { poll } = open()
    expect((await poll()).outcome.ok).toBe(false)
    server.intercept = null
    expect((await poll()).experiments).toHaveLength(goldenStore.experiments.length)
  })
})

it('gives up what worked before after several refusals, one after the other', () => {
  let now = 0
  const ability = createAbility(() => now)
  ability.worked()
  expect([ability.refused(), ability.refused(), ability.mayWork, ability.refused()]).toEqual([
    false,
    false,
    true,
    true,
  ])
  expect(ability.mayWork).toBe(false)
  now = 10 * minutes
  expect(ability.mayWork).toBe(true)
})
