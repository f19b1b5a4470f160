import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { createHttp, type HttpAnswer } from '../../../../../main/sources/mlflow-rest/http'
import { startFileServer, type Serve } from '../../../../support/file-server'

async function ask(serve: Serve): Promise<HttpAnswer> {
  const server = await startFileServer(serve)
  onTestFinished(() => server.stop())
  const signal = AbortSignal.timeout(10_000)
  return createHttp()(server.url, { method: 'GET', headers: {}, redirect: 'manual', signal })
}

async function bytesOf(answer: HttpAnswer, pauseMs = 0): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of answer.body ?? []) {
    pieces.push(piece)
    if (pauseMs > 0) await delay(pauseMs)
  }
  return Buffer.concat(pieces)
}

const text = Buffer.from('{"runs": []}'.repeat(50_000))

// The `fetch` of Node 24 throws past the reader here, as an uncaught exception.
it.each(['with a length', 'chunked', 'up to the end of the connection'])(
  'survives a server that closes while the answer waits to be taken: %s',
  async (way) => {
    const answer = await ask((_request, response) => {
      response.setHeader('connection', 'close')
      if (way === 'with a length') response.setHeader('content-length', String(text.length))
      if (way.startsWith('up')) {
        response.socket?.end(
          Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'), text]),
        )
      } else response.end(text)
    })
    expect(Buffer.compare(await bytesOf(answer, 5), text)).toBe(0)
  },
)

it.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const)('unpacks %s, and takes none for whole whose end is missing', async (encoding, pack) => {
  const packed = pack(text)
  const serving =
    (body: Uint8Array): Serve =>
    (_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body)
  expect(Buffer.compare(await bytesOf(await ask(serving(packed))), text)).toBe(0)
  await expect(bytesOf(await ask(serving(packed.subarray(0, packed.length - 9))))).rejects.toThrow()
})

it('gives status and headers of what it does not follow', async () => {
  const answer = await ask((_request, response) =>
    response.writeHead(302, { location: '/there' }).end('moved'),
  )
  expect([answer.ok, answer.status, answer.headers.get('location')]).toEqual([false, 302, '/there'])
  expect(answer.headers.get('retry-after')).toBe(null)
  expect((await bytesOf(answer)).toString()).toBe('moved')
})

it('ends with its signal, before and in the middle of the answer', async () => {
  const server = createServer((request, response) => {
    if (request.url !== '/silent') response.write('a')
  })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const http = createHttp()
  const init = { method: 'GET', headers: {}, redirect: 'manual' } as const
  const before = AbortSignal.timeout(30)
  await expect(http(`${url}/silent`, { ...init, signal: before })).rejects.toThrow()
  const within = new AbortController()
  const answer = await http(`${url}/begun`, { ...init, signal: within.signal })
  const reading = bytesOf(answer)
  within.abort()
  await expect(reading).rejects.toThrow()
})

it('sends a body with its length, and what it is told of itself', async () => {
  const seen: unknown[] = []
  const server = await startFileServer(async (request, response) => {
    const pieces: Uint8Array[] = []
    for await (const piece of request) pieces.push(piece as Uint8Array)
    seen.push(request.method, request.headers['content-length'], Buffer.concat(pieces).toString())
    response.end()
  })
  onTestFinished(() => server.stop())
  const headers = { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(5_000)
  const answer = await createHttp()(server.url, {
    ...{ method: 'POST', headers, body: '{"ä":1}', redirect: 'manual', signal },
  })
  await bytesOf(answer)
  expect(seen).toEqual(['POST', '8', '{"ä":1}'])
})
