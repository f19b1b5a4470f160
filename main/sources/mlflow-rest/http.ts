import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { pipeline, type Duplex } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

export interface HttpInit {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly redirect: 'manual'
  readonly signal: AbortSignal
}

export interface HttpAnswer {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array> | null
}

/** As far as it goes, `fetch` is one. */
export type Http = (url: string, init: HttpInit) => Promise<HttpAnswer>

/** A host that is not there must be told of sooner than a server that thinks. */
const longestConnectMs = 10_000
const keptForMs = 4_000

/**
 * Http by `node:http`, not by `fetch`: that of Node 24 throws past everybody, and so ends the thread, when a server
 * closes its connection while the answer waits to be taken ("assert(!this.paused)", undici 7.29). Whoever reads slowly
 * holds the server up, no more than a piece is in memory, and a packed answer whose end is missing is a fault.
 */
export function createHttp(): Http {
  const options = { keepAlive: true, timeout: keptForMs }
  const [plain, secure] = [new HttpAgent(options), new HttpsAgent(options)]
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:')
      const request = (isSecure ? httpsRequest : httpRequest)(url, {
        ...{ method, agent: isSecure ? secure : plain },
        headers: {
          'accept-encoding': 'gzip, deflate, br',
          ...headers,
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
      })
      // Stays for good: a fault after the answer began comes with its body.
      request.on('error', reject)
      request.on('socket', (socket) => {
        if (!socket.connecting) return
        const late = setTimeout(() => {
          request.destroy(Object.assign(new Error('No connection in time.'), { code: 'ETIMEDOUT' }))
        }, longestConnectMs)
        const isThere = () => clearTimeout(late)
        socket.once('connect', isThere).once('close', isThere)
      })
      // By hand: with a `signal` of its own, a request that is called off between two pieces throws past everybody.
      let begun: IncomingMessage | null = null
      const stop = () => {
        begun?.destroy(new Error('Called off.'))
        request.destroy()
      }
      request.on('close', () => signal.removeEventListener('abort', stop))
      request.on('response', (response) => {
        begun = response
        resolve(answerOf(response))
      })
      if (signal.aborted) stop()
      else {
        signal.addEventListener('abort', stop)
        request.end(body)
      }
    })
}

function answerOf(response: IncomingMessage): HttpAnswer {
  const status = response.statusCode ?? 0
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: {
      get(name) {
        const value = response.headers[name]
        return Array.isArray(value) ? value.join(', ') : (value ?? null)
      },
    },
    body: unpacked(response),
  }
}

function unpacked(response: IncomingMessage): AsyncIterable<Uint8Array> {
  // Whoever reads it is told of its faults; called off while nobody does, they must not be nobody's.
  response.on('error', () => {})
  const unpack = unpackerOf(response.headers['content-encoding'] ?? '')
  if (unpack === null) return response
  return pipeline(response, unpack, () => {})
}

function unpackerOf(encoding: string): Duplex | null {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    default:
      return null
  }
}
