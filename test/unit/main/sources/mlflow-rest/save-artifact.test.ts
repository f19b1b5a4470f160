import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createArtifactDesk } from '../../../../../main/sources/artifacts/artifact-desk'
import { createArtifactSaves, type SaveProgress } from '../../../../../main/sources/artifacts/artifact-saves'
import { createMlflowRestSource } from '../../../../../main/sources/mlflow-rest/source'
import { mostArtifactBytes } from '../../../../../shared/model/artifact'
import type { ArtifactSink } from '../../../../../main/sources/source'
import type { ServerAuth } from '../../../../../shared/model/server'
import { madeUpFile, send, startFileServer, type Serve } from '../../../../support/file-server'
import { deferred } from '../../../renderer/support/fake-bridge'
import { testServices } from '../../../../support/source-services'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-save-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const megabyte = 2 ** 20
const file = madeUpFile(64 * megabyte)
const owner = { kind: 'run', runId: 'r' } as const
const path = 'model/weights.bin'

const whole: Serve = async (_request, response) => {
  response.writeHead(200, { 'content-length': String(file.length) })
  await send(response, file)
  response.end()
}

async function setUp(serve: Serve, auth: ServerAuth = { kind: 'none' }) {
  const server = await startFileServer(serve)
  onTestFinished(() => server.stop())
  const source = createMlflowRestSource({
    spec: { id: 'rest', kind: 'mlflow-rest', location: server.url, root: server.url },
    services: testServices(),
    access: () => ({ url: server.url, auth, workspace: null }),
  })
  onTestFinished(async () => source.dispose())
  const desk = createArtifactDesk(() => source)
  const told: SaveProgress[] = []
  let moment = 0
  const saves = createArtifactSaves({
    desk,
    // Each look at the clock is a second later: every step is told.
    monotonic: () => (moment += 1_000),
    onProgress: (progress) => void told.push(progress),
  })
  const target = join(folder, 'copy.bin')
  const half = `${target}.part`
  const save = (saveId = 1, to = half) =>
    saves.save({ saveId, sourceId: 'rest', owner, place: null, path, file: to, target })
  return { server, source, desk, saves, save, told, half, host: server.url.replace('http://', '') }
}

const isSame = (place: string, as: Uint8Array) => Buffer.compare(readFileSync(place), as) === 0

describe('saving a file of a server', () => {
  it('is one download of each byte, and tells how far it has come', async () => {
    const { server, save, told, half } = await setUp(whole)
    expect(await save()).toEqual({ ok: true, value: { bytes: file.length } })
    expect(isSame(half, file)).toBe(true)
    expect(server.downloads).toEqual(['/get-artifact?run_id=r&run_uuid=r&path=model%2Fweights.bin'])
    expect(server.sentBytes()).toBeLessThan(file.length + 1_000)
    expect(told.at(0)).toEqual({ saveId: 1, savedBytes: 0, totalBytes: file.length })
    expect(told.at(-1)).toEqual({ saveId: 1, savedBytes: file.length, totalBytes: file.length })
    expect(told.map((one) => one.savedBytes)).toEqual(told.map((one) => one.savedBytes).sort((a, b) => a - b))
  })

  it('takes no more from the server than is written: a slow disk holds it up', async () => {
    const { server, source } = await setUp(whole)
    const controller = new AbortController()
    let room = () => {}
    const isWriting = deferred<null>()
    const sink: ArtifactSink = {
      expect: () => {},
      take() {
        isWriting.resolve(null)
        return new Promise((resolve) => (room = () => resolve(false)))
      },
    }
    const streaming = source.streamArtifact?.(owner, path, sink, controller.signal)
    await isWriting.promise
    await server.isHeldUp()
    room()
    expect(await streaming).toEqual({ ok: true, value: null })
    await server.stop()
    expect(server.sentBytes()).toBeLessThan(file.length / 4)
  })

  it('says when the server dies in the middle, and leaves nothing', async () => {
    const { save, host } = await setUp(async (_request, response) => {
      response.writeHead(200, { 'content-length': String(file.length) })
      await send(response, file, 20 * megabyte)
      response.destroy()
    })
    const answer = await save()
    expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(answer.ok ? '' : answer.error.message).toMatch(
      new RegExp(`^${host} broke off in the middle of the file, after \\d+ MB of 67 MB; save it again\\.$`),
    )
    expect(readdirSync(folder)).toEqual([])
  })

  it('takes no chunked answer for whole whose end is missing', async () => {
    const { save } = await setUp(async (_request, response) => {
      response.writeHead(200)
      await send(response, file, 5 * megabyte)
      response.socket?.end()
    })
    expect(await save()).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['more than it sends', file.length + 1],
    ['less than it sends', file.length - 1],
  ])('does not take %s for the truth', async (_name, length) => {
    const { save, half } = await setUp((_request, response) => {
      // Past node:http, which would not lie.
      response.socket?.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`)
      response.socket?.end(file)
    })
    const answer = await save()
    if (length > file.length) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } })
      expect(readdirSync(folder)).toEqual([])
    } else if (answer.ok) {
      // Where a message ends is what its length says: what is kept is exactly that, and said to be no more.
      expect(answer.value.bytes).toBe(length)
      expect(isSame(half, file.subarray(0, length))).toBe(true)
    } else expect(readdirSync(folder)).toEqual([])
  })

  it('asks for the file as it is, and unpacks what is packed all the same', async () => {
    const text = Buffer.from('loss,step\n0.25,1\n'.repeat(200_000))
    const packed = gzipSync(text)
    const asked: unknown[] = []
    const { save, told, half } = await setUp((request, response) => {
      asked.push(request.headers['accept-encoding'])
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': String(packed.length) })
      response.end(packed)
    })
    expect(await save()).toEqual({ ok: true, value: { bytes: text.length } })
    expect(asked).toEqual(['identity'])
    expect(isSame(half, text)).toBe(true)
    // The length that was told is another thing's.
    expect(new Set(told.map((one) => one.totalBytes))).toEqual(new Set([null]))
  })

  it('says when what is packed is damaged', async () => {
    const packed = gzipSync(madeUpFile(megabyte))
    packed.fill(0, 5_000, 6_000)
    const { save } = await setUp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(packed)
    })
    const answer = await save()
    expect(answer.ok ? '' : answer.error.code).toBe('corrupt')
    expect(readdirSync(folder)).toEqual([])
  })

  it('goes nowhere else with the secret', async () => {
    const elsewhere = await startFileServer(whole)
    onTestFinished(() => elsewhere.stop())
    const { save } = await setUp(
      (_request, response) => void response.writeHead(302, { location: `${elsewhere.url}/file` }).end(),
      { kind: 'bearer', token: 'secret' },
    )
    const answer = await save()
    expect(answer.ok ? '' : answer.error.message).toContain(`sends its visitors to ${elsewhere.url}/file`)
    expect(elsewhere.downloads).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('asks with user and password, and says when they are refused', async () => {
    const serve: Serve = (request, response) => {
      const isKnown = request.headers.authorization === `Basic ${Buffer.from('ada:pä').toString('base64')}`
      response.writeHead(isKnown ? 200 : 401).end(isKnown ? 'weights' : 'no')
    }
    const known = await setUp(serve, { kind: 'basic', username: 'ada', password: 'pä' })
    expect(await known.save()).toEqual({ ok: true, value: { bytes: 7 } })
    rmSync(known.half)
    const refused = await setUp(serve, { kind: 'basic', username: 'ada', password: 'no' })
    expect(await refused.save()).toMatchObject({ ok: false, error: { code: 'permission' } })
    expect(readdirSync(folder)).toEqual([])
  })

  it('is stopped at once, also while the server says nothing, and the server hears of it', async () => {
    const answering: ServerResponse[] = []
    const { saves, save, told } = await setUp(async (_request, response) => {
      answering.push(response)
      response.writeHead(200, { 'content-length': String(file.length) })
      await send(response, file, megabyte)
    })
    const saving = save()
    while ((told.at(-1)?.savedBytes ?? 0) < megabyte) await new Promise((resolve) => setImmediate(resolve))
    saves.stop(1)
    expect(await saving).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(readdirSync(folder)).toEqual([])
    const [response] = answering
    if (response !== undefined && !response.closed) await once(response, 'close')
  })

  it('ends with the thread, and leaves nothing behind', async () => {
    const { saves, save, told } = await setUp(async (_request, response) => {
      response.writeHead(200)
      await send(response, file, megabyte)
    })
    const saving = save()
    while ((told.at(-1)?.savedBytes ?? 0) < megabyte) await new Promise((resolve) => setImmediate(resolve))
    await saves.dispose()
    expect(readdirSync(folder)).toEqual([])
    expect(await saving).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  it('promises no other attempt that nobody makes', async () => {
    const { save, desk, host } = await setUp((_request, response) => void response.writeHead(502).end('bad'))
    const [saved, listed] = [
      await save(),
      await desk.list({ sourceId: 'rest', owner, place: null, path: '' }),
    ]
    for (const answer of [saved, listed])
      expect(answer.ok ? '' : answer.error.message).toBe(
        `${host} has trouble of its own (HTTP 502); try again.`,
      )
  })

  it('says that the place cannot be written', async () => {
    const { save } = await setUp(whole)
    const answer = await save(1, join(folder, 'none', 'copy'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'permission' } })
  })

  it('keeps previews and polls going while several large files are saved', async () => {
    const waiting: ServerResponse[] = []
    const { desk, saves, save, server } = await setUp(async (request, response) => {
      if (request.url?.includes('small.txt') === true) response.end('small')
      else {
        response.writeHead(200)
        waiting.push(response)
      }
    })
    const running = Array.from({ length: 8 }, (_, at) => save(at + 1, join(folder, `copy-${at}`)))
    while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve))
    const preview = await desk.read({
      ...{ sourceId: 'rest', owner, place: null, path: 'small.txt' },
      range: { from: 0, length: 100 },
    })
    expect(preview.ok && Buffer.from(preview.value.bytes).toString()).toBe('small')
    expect(server.downloads).toHaveLength(3)
    await saves.dispose()
    expect((await Promise.all(running)).every((answer) => !answer.ok)).toBe(true)
    expect(readdirSync(folder)).toEqual([])
  })

  it('leaves previews as they are: piece by piece, one download of a file that fits', async () => {
    const small = file.subarray(0, 40 * megabyte)
    const { desk, server } = await setUp(async (_request, response) => {
      response.writeHead(200, { 'content-length': String(small.length) })
      await send(response, small)
      response.end()
    })
    const pieces: Uint8Array[] = []
    for (let from = 0; from < small.length; from += mostArtifactBytes) {
      const range = { from, length: mostArtifactBytes }
      const piece = await desk.read({ sourceId: 'rest', owner, place: null, path, range })
      if (piece.ok) pieces.push(piece.value.bytes)
    }
    expect(Buffer.compare(Buffer.concat(pieces), small)).toBe(0)
    expect(server.downloads).toHaveLength(1)
  })

  it('reads no more of a large file than the beginning that is looked at', async () => {
    const { desk, server } = await setUp(whole)
    const range = { from: 0, length: 512 * 1024 }
    const piece = await desk.read({ sourceId: 'rest', owner, place: null, path, range })
    expect(piece.ok && [piece.value.bytes.length, piece.value.totalBytes]).toEqual([
      range.length,
      file.length,
    ])
    await server.stop()
    expect(server.sentBytes()).toBeLessThan(16 * megabyte)
  })

  it('overwrites what an earlier end left, and nothing through a link', async () => {
    const { save, half } = await setUp((_request, response) => void response.end('new'))
    writeFileSync(half, 'a longer leftover')
    expect(await save()).toEqual({ ok: true, value: { bytes: 3 } })
    expect(statSync(half).size).toBe(3)
  })
})
