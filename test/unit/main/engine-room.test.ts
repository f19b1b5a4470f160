import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startEngineRoom } from '../../../main/engine-room'
import { openSecretStore } from '../../../main/engine/secret-store'
import { openSettings } from '../../../main/engine/settings-store'
import { systemClock } from '../../../shared/clock'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-room-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A real thread that refuses every call, and does not hear that it should end: a disk that does not answer. */
const deafThread = `
  import { parentPort } from 'node:worker_threads'
  const result = { ok: false, error: { code: 'unavailable', message: 'Busy.' } }
  parentPort.on('message', ({ kind, id }) => {
    if (kind === 'call') parentPort.postMessage({ kind: 'result', id, result })
  })`

it('ends within the two seconds that quitting has, and is no crash, when no thread wants to stop', async () => {
  for (const name of ['data', 'sources', 'sampler'])
    writeFileSync(join(folder, `${name}.thread.js`), deafThread)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const log = () => {}
  const cipher = {
    isAvailable: async () => false,
    encrypt: async () => new Uint8Array(),
    decrypt: async () => '',
  }
  const room = await startEngineRoom({
    entries: pathToFileURL(`${folder}/`),
    dataFolder: folder,
    homeFolder: folder,
    platform: 'linux',
    isDemo: false,
    macLibrary: null,
    settings: await openSettings(join(folder, 'settings.json'), log),
    secrets: await openSecretStore({ path: join(folder, 'secrets.json'), cipher, log }),
    notifier: { send: async () => ({ isSent: true }), unavailable: () => null },
    clock: systemClock,
    log,
  })
  const marker = join(folder, 'sampling-crashes')
  expect(existsSync(marker)).toBe(true)
  const startedAt = performance.now()
  const stopping = room.dispose()
  await vi.waitFor(() => expect(existsSync(marker)).toBe(false), { timeout: 500, interval: 5 })
  await stopping
  // A second for all threads together; one after the other they took three.
  expect(performance.now() - startedAt).toBeLessThan(1_900)
})
