import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecretStore, type SecretCipher } from '../../../../main/engine/secret-store'
import { createServerDesk, type ServerDesk } from '../../../../main/engine/server-desk'
import { openSettings } from '../../../../main/engine/settings-store'
import type { ServerInput } from '../../../../shared/model/server'
import { ok } from '../../../../shared/result'
import { createFakeClock } from '../../../support/fake-clock'

let folder: string
/** Writes go on in the background. */
let flush: () => Promise<unknown>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sextant-test-'))
})
afterEach(async () => {
  await flush()
  await rm(folder, { recursive: true, force: true })
})

const url = 'http://lab:5000'
const input: ServerInput = { url, auth: 'basic', username: 'ada', secret: 'hunter2', workspace: 'team' }
const cipherThat = (isAvailable: boolean): SecretCipher => ({
  isAvailable: () => Promise.resolve(isAvailable),
  encrypt: (secret) => Promise.resolve(Buffer.from(secret).map((byte) => byte ^ 0xff)),
  decrypt: (bytes) => Promise.resolve(Buffer.from(bytes.map((byte) => byte ^ 0xff)).toString()),
})

async function make(isEncrypted = true) {
  const settings = await openSettings(join(folder, 'settings.json'), () => {})
  const path = join(folder, 'secrets.json')
  const secrets = await openSecretStore({ path, cipher: cipherThat(isEncrypted), log: () => {} })
  const clock = createFakeClock()
  flush = () => Promise.all([settings.flush(), secrets.flush()])
  const desk = createServerDesk({
    settings,
    secrets,
    clock,
    probe: async (access) => ok({ url: access.url, version: '3.2.0', experiments: 1, isCut: false }),
  })
  await desk.add(input)
  return { settings, secrets, clock, desk, path }
}

const askAll = (desk: ServerDesk) => Promise.all(desk.accesses().map((one) => one.ask()))

describe.each([
  ['encrypted on disk', true],
  ['for the session', false],
])('a server whose secret is kept %s', (_name, isEncrypted) => {
  const access = {
    url,
    auth: { kind: 'basic', username: 'ada', password: 'hunter2' },
    workspace: 'team',
  }
  it('comes back with it when its removal is undone', async () => {
    const { desk, settings, secrets, path } = await make(isEncrypted)
    expect(await askAll(desk)).toEqual([access])
    await desk.forget(url)
    expect([settings.current().servers, secrets.has(`server ${url}`)]).toEqual([[], false])
    if (isEncrypted) expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ secrets: {} })
    await desk.restore(url)
    expect(await askAll(desk)).toEqual([access])
    await secrets.flush()
    if (isEncrypted) expect(await readFile(path, 'utf8')).toContain(`server ${url}`)
  })
  it('is forgotten for good when nobody undoes it for a minute', async () => {
    const { desk, clock, settings, secrets } = await make(isEncrypted)
    await desk.forget(url)
    clock.advance(60_000)
    await desk.restore(url)
    expect([settings.current().servers, secrets.has(`server ${url}`)]).toEqual([[], false])
  })
  it('that was added anew meanwhile keeps what was entered last', async () => {
    const { desk } = await make(isEncrypted)
    await desk.forget(url)
    await desk.update({ ...input, secret: 'newer' })
    await desk.restore(url)
    expect(await askAll(desk)).toMatchObject([{ auth: { password: 'newer' } }])
  })
})

it('restores nothing that was not forgotten', async () => {
  const { desk, settings } = await make()
  await desk.restore('http://other:5000')
  await desk.forget('http://other:5000')
  await desk.restore('http://other:5000')
  expect(settings.current().servers.map((one) => one.url)).toEqual([url])
})
