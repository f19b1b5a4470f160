import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecretStore, type SecretCipher } from '../../../../main/engine/secret-store'

let folder: string
let path: string
let logged: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sextant-test-'))
  path = join(folder, 'data', 'secrets.json')
  logged = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Turns every byte over: enough to tell ciphertext from text, and to fail on what it did not write. */
const cipher: SecretCipher = {
  isAvailable: () => Promise.resolve(true),
  encrypt: (secret) => Promise.resolve(Buffer.from([7, ...Buffer.from(secret).map((byte) => byte ^ 0xff)])),
  decrypt: (bytes) =>
    bytes[0] === 7
      ? Promise.resolve(Buffer.from(bytes.slice(1).map((byte) => byte ^ 0xff)).toString())
      : Promise.reject(new Error('not ours')),
}
const noCipher: SecretCipher = {
  isAvailable: () => Promise.resolve(false),
  encrypt: () => Promise.reject(new Error('must not be asked')),
  decrypt: () => Promise.reject(new Error('no key')),
}
const open = (with_: SecretCipher = cipher) =>
  openSecretStore({ path, cipher: with_, log: (_level, message) => logged.push(message) })

describe('secrets', () => {
  it('survive a restart as ciphertext, in a file for this user only', async () => {
    const first = await open()
    expect(await first.set('server:lab', 'hunter2-passphrase')).toBe('kept')
    const text = await readFile(path, 'utf8')
    expect(text).toContain('server:lab')
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain(Buffer.from('hunter2-passphrase').toString('base64'))
    expect((await stat(path)).mode & 0o077).toBe(0)
    expect(await readdir(join(folder, 'data'))).toEqual(['secrets.json'])
    const second = await open()
    expect(await second.get('server:lab')).toEqual({ ok: true, value: 'hunter2-passphrase' })
    expect([second.has('server:lab'), second.has('server:other')]).toEqual([true, false])
    expect(await second.get('server:other')).toEqual({ ok: true, value: null })
  })
  it('are gone from the file once removed', async () => {
    const store = await open()
    void store.set('a', 'one')
    void store.set('b', 'two')
    void store.remove('a')
    await store.flush()
    expect(store.has('a')).toBe(false)
    const { secrets } = JSON.parse(await readFile(path, 'utf8')) as { secrets: object }
    expect(Object.keys(secrets)).toEqual(['b'])
  })
  it('are never written where there is no encryption: they last for the session', async () => {
    const store = await open(noCipher)
    expect([await store.keeping(), await store.set('a', 'plain-secret')]).toEqual(['session', 'session'])
    await store.flush()
    expect(await store.get('a')).toEqual({ ok: true, value: 'plain-secret' })
    expect(await readdir(folder)).toEqual([])
    expect((await open(noCipher)).has('a')).toBe(false)
  })
  it('do not come back as an older one when the new one lasts for the session only', async () => {
    const first = await open()
    await first.set('a', 'old')
    const second = await open(noCipher)
    await second.set('a', 'new')
    expect(await second.get('a')).toEqual({ ok: true, value: 'new' })
    expect(await (await open()).get('a')).toEqual({ ok: true, value: null })
  })
  it('that were set one after the other leave the newest, however long the keychain takes', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const slowFirst: SecretCipher = {
      ...cipher,
      encrypt: (secret) => (secret === 'first' ? gate : Promise.resolve()).then(() => cipher.encrypt(secret)),
    }
    const store = await open(slowFirst)
    const both = [store.set('a', 'first'), store.set('a', 'second')]
    release()
    await Promise.all(both)
    expect(await store.get('a')).toEqual({ ok: true, value: 'second' })
  })
  it('that cannot be decrypted any more say so, and name no secret in the log', async () => {
    const first = await open()
    await first.set('a', 'very-secret')
    const answer = await (await open(noCipher)).get('a')
    expect(answer).toMatchObject({ ok: false, error: { code: 'permission' } })
    expect(JSON.stringify([answer, logged])).not.toContain('very-secret')
  })
  it('that the keychain does not give hold up no others, and no end of the app', async () => {
    const first = await open()
    await first.set('asked', 'x')
    const silent: SecretCipher = { ...cipher, decrypt: () => new Promise(() => {}) }
    const store = await open(silent)
    void store.get('asked')
    expect(await store.set('b', 'y')).toBe('kept')
    await store.remove('asked')
    await store.flush()
    expect([store.has('asked'), store.has('b')]).toEqual([false, true])
  })
  it('last for the session where nothing can be written, which is not called kept', async () => {
    const store = await open()
    await writeFile(join(folder, 'data'), '')
    expect(await store.set('a', 'one')).toBe('session')
    expect(await store.get('a')).toEqual({ ok: true, value: 'one' })
  })
  it('start empty beside a torn file, which is kept', async () => {
    const first = await open()
    await first.set('a', 'x')
    await writeFile(path, '{"secrets": {"a"')
    const second = await open()
    expect(second.has('a')).toBe(false)
    expect(await readFile(`${path}.unreadable`, 'utf8')).toBe('{"secrets": {"a"')
  })
  it('of a name that every object has are not found where there are none', async () => {
    const store = await open()
    expect([store.has('constructor'), await store.get('toString')]).toEqual([
      false,
      { ok: true, value: null },
    ])
  })
})
