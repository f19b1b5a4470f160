import type { ServerAccess } from '../../../shared/model/server'
import { createPacer } from '../pacer'
import type { SourceServices } from '../source'
import { shownAddress } from './address'
import { authorizationOf } from './authorization'
import {
  cutOff,
  faultOfAnswer,
  faultOfThrown,
  notMlflow,
  ServerFault,
  stoppedFault,
  unsendable,
} from './fault'
import { createHttp, type Http, type HttpAnswer } from './http'
import { createJsonItems, type ItemVisitor } from './json-items'
import { createLimit } from './limit'
import { trustSystemCertificates } from './system-certificates'

export interface ServerRequest {
  /** Below the base address: `/api/2.0/mlflow/runs/search`. */
  readonly path: string
  readonly query?: readonly (readonly [string, string])[]
  /** Sent as JSON by POST; without one it is a GET. Both only ever read. */
  readonly body?: unknown
  /** Not packed for the way: its length is then known, and a packed file whose end is missing would pass for whole. */
  readonly isPlain?: boolean
  readonly signal: AbortSignal
  /** Longest wait for the first byte, and between two pieces; 60 s unless told. */
  readonly patienceMs?: number
}

/** One server, asked over http with the access it has just now. Throws `ServerFault`, and nothing else but bugs. */
export interface ServerClient {
  /** How the server is named on the screen. */
  readonly host: string
  /** Takes the parts of a JSON answer while they arrive; resolves with the bytes it had. */
  ask(request: ServerRequest, visit: ItemVisitor): Promise<number>
  /** The beginning of a plain answer, such as `/version`. */
  text(request: ServerRequest): Promise<string>
  /** Pieces of a file while they arrive, as fast as they are taken. Resolves with its size where it was told. */
  download(request: ServerRequest, taker: DownloadTaker): Promise<number | null>
}

export interface DownloadTaker {
  /** The size that the server tells, before the first piece. */
  readonly expect?: (totalBytes: number | null) => void
  /** False ends the download early. */
  readonly take: (piece: Uint8Array) => boolean | Promise<boolean>
  /** It may go on for an hour: it waits for others of its kind only, and nothing else waits for it. */
  readonly isLong?: boolean
}

interface ClientOptions {
  readonly baseUrl: string
  readonly access: () => ServerAccess
  readonly services: Pick<SourceServices, 'now' | 'breathe' | 'delay'>
  readonly fetch?: Http
}

const usualPatienceMs = 60_000
/** The server of MLflow has four workers as it comes; its own window asks for more at once than this. */
const mostAtOnce = 6
/** Beside these: files that are saved whole. */
const mostLongAtOnce = 2
const mostTextBytes = 16_384
/** A server that asks for a longer pause is left alone until a later poll. */
const longestPauseMs = 5_000
const mostTries = 3

export function createServerClient(options: ClientOptions): ServerClient {
  const { baseUrl, access, services } = options
  const fetchNow = options.fetch ?? createHttp()
  const host = shownAddress(baseUrl)
  const inTurn = createLimit(mostAtOnce)
  const inLongTurn = createLimit(mostLongAtOnce)
  if (baseUrl.startsWith('https:')) trustSystemCertificates()

  function headersOf({ auth, workspace }: ServerAccess, isPost: boolean): Record<string, string> {
    const authorization = authorizationOf(auth)
    if (!isSendable(authorization)) throw unsendable(host, auth.kind === 'bearer' ? 'token' : 'password')
    if (!isSendable(workspace)) throw unsendable(host, 'workspace')
    return {
      accept: 'application/json, */*',
      'user-agent': 'Sextant',
      ...(isPost ? { 'content-type': 'application/json' } : {}),
      ...(authorization === null ? {} : { authorization }),
      ...(workspace === null ? {} : { 'x-mlflow-workspace': workspace }),
    }
  }

  async function once<T>(
    request: ServerRequest,
    read: (response: HttpAnswer, awake: () => void) => Promise<T>,
  ) {
    const { auth } = access()
    if (auth.kind === 'locked') throw new ServerFault({ code: 'permission', message: auth.reason })
    const watch = createWatch(request.signal, request.patienceMs ?? usualPatienceMs)
    try {
      const response = await fetchNow(urlOf(baseUrl, request), {
        method: request.body === undefined ? 'GET' : 'POST',
        headers: {
          ...headersOf(access(), request.body !== undefined),
          ...(request.isPlain === true ? { 'accept-encoding': 'identity' } : {}),
        },
        // A secret must not follow to another host, and a page for signing in is no answer.
        redirect: 'manual',
        signal: watch.signal,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      })
      watch.awake()
      if (!response.ok) {
        const body = await beginningOf(response, watch.awake)
        throw faultOfAnswer(
          host,
          { status: response.status, headers: response.headers, body },
          auth.kind !== 'none',
        )
      }
      return await read(response, watch.awake)
    } catch (thrown) {
      if (request.signal.aborted) throw stoppedFault(host, request.signal)
      if (watch.signal.aborted) throw stoppedFault(host, watch.signal)
      throw faultOfThrown(host, thrown) ?? thrown
    } finally {
      watch.end()
    }
  }

  /** Asks again after a moment when the server wants one, or when a kept connection turns out to be closed. */
  function patiently<T>(
    request: ServerRequest,
    read: (response: HttpAnswer, awake: () => void) => Promise<T>,
    turn = inTurn,
  ) {
    return turn(async () => {
      // Its turn may have come long after it was called off.
      if (request.signal.aborted) throw stoppedFault(host, request.signal)
      const answer = { hasBegun: false }
      for (let tries = 1; ; tries++) {
        try {
          return await once(request, (response, awake) => {
            answer.hasBegun = true
            return read(response, awake)
          })
        } catch (thrown) {
          const pauseMs = answer.hasBegun || tries >= mostTries ? null : pauseBeforeRetry(thrown)
          if (pauseMs === null) throw thrown
          if (pauseMs > 0) await services.delay(pauseMs)
        }
      }
    })
  }

  return {
    host,
    ask: (request, visit) =>
      patiently(request, async (response, awake) => {
        const items = createJsonItems(visit)
        const pacer = createPacer(services, request.signal)
        let bytes = 0
        for await (const piece of piecesOf(response)) {
          awake()
          bytes += piece.length
          if (!items.push(piece)) break
          // Pieces that have arrived already follow each other without a turn for anything else.
          if (pacer.isDue()) await pacer.rest()
        }
        if (!items.isWhole()) throw notMlflow(host, `${request.path}: no JSON object in ${bytes} bytes`)
        return bytes
      }),
    text: (request) => patiently(request, beginningOf),
    download: (request, { expect, take, isLong = false }) =>
      patiently(
        request,
        async (response, awake) => {
          const totalBytes = sizeOf(response.headers)
          expect?.(totalBytes)
          let bytes = 0
          for await (const piece of piecesOf(response)) {
            bytes += piece.length
            if (!(await take(piece))) return totalBytes
            // Whoever takes it may have needed a while; the server's own time begins now.
            awake()
          }
          if (totalBytes !== null && bytes !== totalBytes)
            throw cutOff(host, `${bytes} of ${totalBytes} bytes`)
          return totalBytes
        },
        isLong ? inLongTurn : inTurn,
      ),
  }
}

function urlOf(baseUrl: string, { path, query = [] }: ServerRequest): string {
  const search = new URLSearchParams(query.map(([key, value]): [string, string] => [key, value]))
  return `${baseUrl}${path}${query.length === 0 ? '' : `?${search.toString()}`}`
}

/** Null where the server does not say, or says how long the packed file is. */
function sizeOf(headers: HttpAnswer['headers']): number | null {
  const length = headers.get('content-length')
  return length === null || headers.get('content-encoding') !== null ? null : Number(length)
}

function isSendable(header: string | null): boolean {
  return header === null || /^[\t\x20-\x7e\x80-\xff]*$/.test(header)
}

/** Leaving the loop early ends the download. */
async function* piecesOf(response: HttpAnswer): AsyncGenerator<Uint8Array> {
  if (response.body === null) return
  yield* response.body
}

async function beginningOf(response: HttpAnswer, awake: () => void): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of piecesOf(response)) {
    awake()
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= mostTextBytes) break
  }
  return Buffer.concat(pieces).subarray(0, mostTextBytes).toString('utf8')
}

/** Null when asking again at once makes no sense. */
function pauseBeforeRetry(thrown: unknown): number | null {
  if (!(thrown instanceof ServerFault)) return null
  if (thrown.detail !== undefined && /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)\b/.test(thrown.detail)) return 0
  const mayRetry = thrown.status === 429 || thrown.status === 503
  if (!mayRetry || thrown.retryAfterMs === null || thrown.retryAfterMs > longestPauseMs) return null
  return thrown.retryAfterMs
}

interface Watch {
  readonly signal: AbortSignal
  /** A sign of life: the wait begins anew. */
  awake(): void
  end(): void
}

/** Ends a request that is called off, or that hears nothing for too long. */
function createWatch(outer: AbortSignal, patienceMs: number): Watch {
  const controller = new AbortController()
  const giveUp = () => controller.abort(new DOMException('No answer.', 'TimeoutError'))
  const follow = () => controller.abort(outer.reason)
  if (outer.aborted) follow()
  else outer.addEventListener('abort', follow, { once: true })
  const timer = setTimeout(giveUp, patienceMs)
  return {
    signal: controller.signal,
    awake: () => void timer.refresh(),
    end() {
      clearTimeout(timer)
      outer.removeEventListener('abort', follow)
    },
  }
}
