import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { probeServer } from '../../../../../main/sources/mlflow-rest/probe'
import type { ServerAuth } from '../../../../../shared/model/server'
import { goldenStore } from '../../../../contract/golden-store'
import { startMlflowServer, type MlflowServer } from '../../../../support/mlflow-server'
import { testServices } from '../../../../support/source-services'

const user = { username: 'ada', password: 'pässword: 1' }
let server: MlflowServer
beforeEach(async () => {
  server = await startMlflowServer(goldenStore, { prefix: '/lab', basic: user })
})
afterEach(() => server.stop())

const probe = (auth: ServerAuth, url = server.url) =>
  probeServer({ url, auth, workspace: null }, testServices(), new AbortController().signal)

describe('a server that is tried out', () => {
  it('says where it is, what it is and how much there is, also by one of its pages', async () => {
    expect(await probe({ kind: 'basic', ...user }, `${server.url}/#/experiments/1?x=`)).toEqual({
      ok: true,
      value: {
        url: server.url,
        version: '3.10.0',
        experiments: goldenStore.experiments.length,
        isCut: false,
      },
    })
  })
  it.each<[ServerAuth, string]>([
    [{ kind: 'none' }, 'asks for a user name and password or a token; choose how to sign in.'],
    [{ kind: 'basic', username: 'ada', password: 'x' }, 'does not accept this user name and password.'],
    [{ kind: 'bearer', token: 'x' }, 'does not accept this token.'],
  ])('refuses %j', async (auth, words) => {
    const answer = await probe(auth)
    expect(answer).toMatchObject({ ok: false, error: { code: 'permission' } })
    if (!answer.ok) expect(answer.error.message).toBe(`127.0.0.1:${server.port}/lab ${words}`)
  })
  it('never takes a user in the address, which would be kept as text', async () => {
    const answer = await probe({ kind: 'none' }, server.url.replace('//', '//ada:secret@'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    expect(server.requests).toEqual([])
  })
})
