import type { Clock } from '../../shared/clock'
import type { AddedServer } from '../../shared/contract'
import {
  secretNameOf,
  type ServerAccess,
  type ServerAuth,
  type ServerEntry,
  type ServerInput,
  type ServerProbe,
} from '../../shared/model/server'
import { fail, ok, type Result } from '../../shared/result'
import type { SecretStore } from './secret-store'
import type { SettingsStore } from './settings-store'

interface ServerDeskOptions {
  readonly settings: SettingsStore
  readonly secrets: SecretStore
  readonly clock: Pick<Clock, 'after'>
  /** Asks the server, and finds out its base address from what the user typed. */
  readonly probe: (access: ServerAccess) => Promise<Result<ServerProbe>>
}

/** How one server is asked. Its secret may be had in no time, when the user has answered the keychain, or never. */
export interface KeptAccess {
  /** What is known without the keychain: all of it where no secret is needed, else why the server is not asked yet. */
  readonly meanwhile: ServerAccess
  /** With its secret, or with why that cannot be had. Pends for as long as the keychain does. */
  ask(): Promise<ServerAccess>
}

/** Tracking servers that the user added: what is known of them goes to settings, their secrets to the secret store. */
export interface ServerDesk {
  /** Every server among the roots, for the thread that asks it. */
  accesses(): readonly KeptAccess[]
  test(input: ServerInput): Promise<Result<ServerProbe>>
  add(input: ServerInput): Promise<Result<AddedServer>>
  update(input: ServerInput): Promise<Result<AddedServer>>
  /** The root stays with the caller; its entry and secret go, for good once the offer to undo it is gone. */
  forget(url: string): Promise<void>
  /** What was forgotten just now is known again; call it before the root comes back. Nothing happens for other addresses. */
  restore(url: string): Promise<void>
  /** A server's access changed, or one came. What asks servers is told before the change counts as made. */
  onChange(listen: (access: ServerAccess) => Promise<unknown>): () => void
}

/** The window offers undo for 7 s, and for longer while the pointer rests on the offer. */
const undoableMs = 60_000

export function createServerDesk({ settings, secrets, clock, probe }: ServerDeskOptions): ServerDesk {
  const listeners = new Set<(access: ServerAccess) => Promise<unknown>>()
  const entryOf = (url: string) => settings.current().servers.find((one) => one.url === url)
  const forgotten = new Map<string, { readonly entry: ServerEntry; readonly putBack: () => Promise<void> }>()
  const others = (url: string) => settings.current().servers.filter((one) => one.url !== url)

  async function keptAuth(entry: ServerEntry): Promise<ServerAuth> {
    if (entry.auth === 'none') return { kind: 'none' }
    const secret = await secrets.get(secretNameOf(entry.url))
    if (!secret.ok) return { kind: 'locked', reason: secret.error.message }
    if (secret.value === null) {
      return {
        kind: 'locked',
        reason: `The ${secretOf(entry)} for ${shownUrl(entry.url)} was not kept; enter it again.`,
      }
    }
    return authOf(entry.auth, entry.username ?? '', secret.value)
  }

  /** An empty secret stands for the one that is kept. */
  async function accessOf(input: ServerInput): Promise<ServerAccess> {
    const workspace = input.workspace === '' ? null : input.workspace
    const entry = entryOf(input.url)
    if (input.auth !== 'none' && input.secret === '' && entry?.auth === input.auth) {
      const username = input.auth === 'basic' ? input.username : null
      return { url: input.url, auth: await keptAuth({ ...entry, username }), workspace }
    }
    return { url: input.url, auth: authOf(input.auth, input.username, input.secret), workspace }
  }

  async function test(input: ServerInput): Promise<Result<ServerProbe>> {
    const lack = whatLacks(input, entryOf(input.url))
    return lack === null ? probe(await accessOf(input)) : fail('permission', lack)
  }

  async function keep(url: string, input: ServerInput): Promise<AddedServer> {
    const entry: ServerEntry = {
      url,
      auth: input.auth,
      username: input.auth === 'basic' ? input.username : null,
      workspace: input.workspace === '' ? null : input.workspace,
    }
    forgotten.delete(url)
    const name = secretNameOf(url)
    const access = { ...(await accessOf(input)), url }
    let keeping: AddedServer['keeping'] = null
    if (input.auth === 'none') await secrets.remove(name)
    else if (input.secret !== '') keeping = await secrets.set(name, input.secret)
    else keeping = await secrets.keeping()
    await Promise.all([...listeners].map((listen) => listen(access)))
    const { roots } = settings.current()
    settings.update({
      servers: [...others(url), entry],
      ...(roots.includes(url) ? {} : { roots: [...roots, url] }),
    })
    return { url, keeping }
  }

  return {
    accesses: () =>
      settings.current().servers.map((entry) => {
        const { url, workspace } = entry
        return {
          meanwhile: { url, auth: authMeanwhile(entry), workspace },
          ask: async () => ({ url, auth: await keptAuth(entry), workspace }),
        }
      }),
    test,
    async add(input) {
      const found = await test(input)
      if (!found.ok) return found
      if (settings.current().roots.includes(found.value.url)) {
        return fail('invalid-input', `${shownUrl(found.value.url)} is among the sources already.`)
      }
      return ok(await keep(found.value.url, input))
    },
    async update(input) {
      const found = await test(input)
      return found.ok ? ok(await keep(input.url, input)) : found
    },
    async forget(url) {
      const entry = entryOf(url)
      if (entry === undefined) return
      const memory = { entry, putBack: await secrets.setAside(secretNameOf(url)) }
      forgotten.set(url, memory)
      clock.after(undoableMs, () => {
        if (forgotten.get(url) === memory) forgotten.delete(url)
      })
      settings.update({ servers: others(url) })
    },
    async restore(url) {
      const memory = forgotten.get(url)
      if (memory === undefined) return
      forgotten.delete(url)
      await memory.putBack()
      settings.update({ servers: [...others(url), memory.entry] })
    },
    onChange(listen) {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
  }
}

function secretOf({ auth, username }: ServerEntry): string {
  return auth === 'basic' ? `password of ${username ?? 'its user'}` : 'token'
}

function authMeanwhile(entry: ServerEntry): ServerAuth {
  if (entry.auth === 'none') return { kind: 'none' }
  const what = `the ${secretOf(entry)} for ${shownUrl(entry.url)}`
  return {
    kind: 'locked',
    reason: `Waiting for the keychain to give ${what}. If the system asks whether Sextant may read it, allow that; all else works meanwhile.`,
  }
}

function authOf(kind: ServerEntry['auth'], username: string, secret: string): ServerAuth {
  if (kind === 'basic') return { kind, username, password: secret }
  return kind === 'bearer' ? { kind, token: secret } : { kind: 'none' }
}

function whatLacks(input: ServerInput, entry: ServerEntry | undefined): string | null {
  if (input.auth === 'basic' && input.username.trim() === '') return 'Enter the user name.'
  const isKept = entry?.auth === input.auth
  if (input.auth === 'bearer' && input.secret.trim() === '' && !isKept) return 'Enter the token.'
  return input.auth === 'basic' && input.secret === '' && !isKept ? 'Enter the password.' : null
}

function shownUrl(url: string): string {
  return url.replace(/^https?:\/\//, '')
}
