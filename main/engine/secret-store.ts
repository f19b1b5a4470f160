import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { describeThrown, fail, ok, type Result } from '../../shared/result'
import type { Log } from '../log'
import { isAbsent, setAside } from './set-aside'

/** Turns a secret into bytes that only this user on this Mac can turn back; main/shell/secrets.ts has the real one. */
export interface SecretCipher {
  /** False where the system offers no encryption. May ask the keychain, so it is asked only when a secret is at hand. */
  isAvailable(): Promise<boolean>
  encrypt(secret: string): Promise<Uint8Array>
  decrypt(bytes: Uint8Array): Promise<string>
}

/** `session`: the system offers no encryption, so the secret is forgotten when the app ends. The screen says so. */
export type SecretKeeping = 'kept' | 'session'

export interface SecretStore {
  /** Null when there is none of that name. Fails when there is one that can no longer be decrypted. */
  get(name: string): Promise<Result<string | null>>
  has(name: string): boolean
  /** Resolves once it is on disk, or known to last for the session only. */
  set(name: string, secret: string): Promise<SecretKeeping>
  remove(name: string): Promise<void>
  /** Removes it; the answer puts it back as it was, unless there is a newer one by then. */
  setAside(name: string): Promise<() => Promise<void>>
  /** How a secret that is set now would be kept. */
  keeping(): Promise<SecretKeeping>
  /** Resolves when everything is on disk. */
  flush(): Promise<void>
}

interface SecretStoreOptions {
  readonly path: string
  readonly cipher: SecretCipher
  readonly log: Log
}

/**
 * secrets.json: names and ciphertext, nothing else; never in settings, which people copy and show. A secret is never
 * written as plain text: without encryption it lives in memory until the app ends. Written by temp file and rename,
 * readable by this user only. A file of another form is set aside rather than overwritten.
 */
export async function openSecretStore({ path, cipher, log }: SecretStoreOptions): Promise<SecretStore> {
  const kept = new Map(await readCiphertexts(path, log))
  const ofSession = new Map<string, string>()
  let changing: Promise<unknown> = Promise.resolve()

  /** One change after the other: the newest secret of a name must win, however long the keychain takes. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = changing.then(change)
    changing = done.catch(() => {})
    return done
  }

  /** False when it cannot be written: what is new lasts for the session then. */
  async function save(): Promise<boolean> {
    try {
      await mkdir(dirname(path), { recursive: true })
      const text = JSON.stringify({ version: 1, secrets: Object.fromEntries(kept) }, null, 2)
      await writeFile(`${path}.tmp`, `${text}\n`, { mode: 0o600 })
      await rename(`${path}.tmp`, path)
      return true
    } catch (thrown) {
      log('error', `secrets were not saved: ${describeThrown(thrown)}`)
      return false
    }
  }

  async function encrypted(secret: string): Promise<string | null> {
    try {
      if (!(await cipher.isAvailable())) return null
      return Buffer.from(await cipher.encrypt(secret)).toString('base64')
    } catch (thrown) {
      log('warn', `a secret could not be encrypted: ${describeThrown(thrown)}`)
      return null
    }
  }

  async function replace(name: string, secret: string): Promise<SecretKeeping> {
    const ciphertext = await encrypted(secret)
    if (ciphertext === null) {
      ofSession.set(name, secret)
      // An older ciphertext of the same name would come back at the next start.
      if (kept.delete(name)) await save()
      return 'session'
    }
    kept.set(name, ciphertext)
    ofSession.delete(name)
    return (await save()) ? 'kept' : 'session'
  }

  return {
    // After the changes before it, but nothing waits for it: the keychain may ask the user, who may be away.
    get: (name) =>
      changing.then(async () => {
        const current = ofSession.get(name)
        if (current !== undefined) return ok(current)
        const ciphertext = kept.get(name)
        if (ciphertext === undefined) return ok(null)
        try {
          return ok(await cipher.decrypt(Buffer.from(ciphertext, 'base64')))
        } catch (thrown) {
          return fail(
            'permission',
            'The saved password or token cannot be read from this Mac’s keychain: enter it again, or start Sextant again and allow it.',
            `${name}: ${describeThrown(thrown)}`,
          )
        }
      }),
    has: (name) => ofSession.has(name) || kept.has(name),
    set: (name, secret) => inTurn(() => replace(name, secret)),
    remove: (name) =>
      inTurn(async () => {
        ofSession.delete(name)
        if (kept.delete(name)) await save()
      }),
    setAside: (name) =>
      inTurn(async () => {
        const [ciphertext, plain] = [kept.get(name), ofSession.get(name)]
        ofSession.delete(name)
        if (kept.delete(name)) await save()
        return () =>
          inTurn(async () => {
            if (kept.has(name) || ofSession.has(name)) return
            if (plain !== undefined) ofSession.set(name, plain)
            if (ciphertext === undefined) return
            kept.set(name, ciphertext)
            await save()
          })
      }),
    keeping: () =>
      cipher.isAvailable().then(
        (is) => (is ? 'kept' : 'session'),
        () => 'session',
      ),
    flush: () => inTurn(async () => {}),
  }
}

async function readCiphertexts(path: string, log: Log): Promise<ReadonlyMap<string, string>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (isAbsent(thrown)) return new Map()
    text = ''
  }
  const secrets = ciphertextsIn(text)
  if (secrets !== null) return secrets
  log('warn', `${path} is not a list of secrets, and was set aside as ${await setAside(path)}.`)
  return new Map()
}

const FileSchema = v.object({ secrets: v.record(v.string(), v.unknown()) })

function ciphertextsIn(text: string): ReadonlyMap<string, string> | null {
  try {
    const { secrets } = v.parse(FileSchema, JSON.parse(text))
    const entries = Object.entries(secrets)
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return null
  }
}
