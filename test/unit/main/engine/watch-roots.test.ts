import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openSecretStore, type SecretCipher } from '../../../../main/engine/secret-store'
import { createServerDesk } from '../../../../main/engine/server-desk'
import { openSettings } from '../../../../main/engine/settings-store'
import { watchRoots } from '../../../../main/engine/watch-roots'
import type { ServerAccess } from '../../../../shared/model/server'
import { ok } from '../../../../shared/result'
import { createFakeClock } from '../../../support/fake-clock'

let folder: string
let ends: (() => unknown)[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sextant-test-'))
  ends = []
})
afterEach(async () => {
  for (const end of ends) await end()
  await rm(folder, { recursive: true, force: true })
})

const lab = 'http://lab:5000'
const open = 'http://open:5000'
const entry = { url: lab, auth: 'basic', username: 'ada', workspace: null } as const

/** A keychain whose question to the user stays on the screen until `answer` is called. */
function askingCipher() {
  let answer: (secret: string) => void = () => {}
  let refuse: (reason: Error) => void = () => {}
  let asked = 0
  const cipher: SecretCipher = {
    isAvailable: () => new Promise(() => {}),
    encrypt: () => new Promise(() => {}),
    decrypt: () => {
      asked++
      return new Promise((resolve, reject) => ([answer, refuse] = [resolve, reject]))
    },
  }
  return {
    cipher,
    answer: (secret: string) => answer(secret),
    refuse: () => refuse(new Error('User canceled the operation.')),
    asked: () => asked,
  }
}

/** The app as it starts with two local folders, an open server and one with a password. */
async function start() {
  const keychain = askingCipher()
  const log = () => {}
  const servers = [entry, { url: open, auth: 'none', username: null, workspace: null }]
  const roots = ['/repo', '/other', lab, open]
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ version: 1, roots, servers }))
  const secrets = { secrets: { [`server ${lab}`]: Buffer.from('ciphertext').toString('base64') } }
  await writeFile(join(folder, 'secrets.json'), JSON.stringify(secrets))
  const settings = await openSettings(join(folder, 'settings.json'), log)
  const desk = createServerDesk({
    settings,
    secrets: await openSecretStore({ path: join(folder, 'secrets.json'), cipher: keychain.cipher, log }),
    clock: createFakeClock(),
    probe: async (access) => ok({ url: access.url, version: null, experiments: null, isCut: false }),
  })
  const told: { roots: readonly string[]; auth: Record<string, ServerAccess['auth']> } = {
    roots: [],
    auth: {},
  }
  let restart: () => void = () => {}
  const stop = watchRoots({
    sources: {
      async setServers(accesses) {
        told.auth = Object.fromEntries(accesses.map((one) => [one.url, one.auth]))
      },
      setRoots: (wanted) => (told.roots = wanted.roots),
      onStarted(run) {
        restart = run
        run()
      },
    },
    servers: desk,
    wanted: () => settings.current(),
    onSettings: settings.onChange,
  })
  ends.push(stop, settings.flush)
  return { keychain, settings, desk, told, restart: () => restart() }
}

const reasonOf = (auth: ServerAccess['auth'] | undefined) =>
  auth?.kind === 'locked' ? auth.reason : auth?.kind

it('watches every root at once while the keychain does not answer, and takes changes of them', async () => {
  const { told, settings, desk, keychain } = await start()
  expect(told.roots).toEqual(['/repo', '/other', lab, open])
  expect(told.auth[open]).toEqual({ kind: 'none' })
  expect(reasonOf(told.auth[lab])).toContain('Waiting for the keychain')
  settings.update({ roots: ['/repo', '/third', lab, open] })
  expect(told.roots).toEqual(['/repo', '/third', lab, open])
  // Asked once, not again with every change.
  expect(keychain.asked()).toBe(1)
  // Whoever is tired of the question removes the server.
  await desk.forget(lab)
  settings.update({ roots: ['/repo', '/third', open] })
  expect(told.roots).toEqual(['/repo', '/third', open])
  expect(Object.keys(told.auth)).toEqual([open])
})

it('asks a server once its secret is known, and tells a thread that starts again of it', async () => {
  const { told, keychain, restart } = await start()
  const access = { kind: 'basic', username: 'ada', password: 'hunter2' }
  await vi.waitFor(() => expect(keychain.asked()).toBe(1))
  keychain.answer('hunter2')
  await vi.waitFor(() => expect(told.auth[lab]).toEqual(access))
  told.auth = {}
  restart()
  expect(told.auth[lab]).toEqual(access)
  expect(keychain.asked()).toBe(1)
})

it('says why a server is not asked when the keychain refused', async () => {
  const { told, keychain } = await start()
  await vi.waitFor(() => expect(keychain.asked()).toBe(1))
  keychain.refuse()
  await vi.waitFor(() =>
    expect(reasonOf(told.auth[lab])).toContain('cannot be read from this Mac’s keychain'),
  )
})

it('takes what the user enters instead, and not the late answer of the keychain', async () => {
  const { told, keychain, desk } = await start()
  await vi.waitFor(() => expect(keychain.asked()).toBe(1))
  await desk.update({ url: lab, auth: 'none', username: '', secret: '', workspace: '' })
  expect(told.auth[lab]).toEqual({ kind: 'none' })
  keychain.answer('hunter2')
  await desk.update({ url: open, auth: 'none', username: '', secret: '', workspace: '' })
  expect(told.auth[lab]).toEqual({ kind: 'none' })
})
