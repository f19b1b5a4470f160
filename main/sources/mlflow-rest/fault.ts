import type { AppError, ErrorCode } from '../../../shared/result'
import { bytesText } from '../../../shared/rules/wording'
import { fieldOf } from '../evidently/untrusted'
import { parseItem } from './json-items'

/** Why a server could not be asked, as a sentence for the screen. Becomes a failed Result at the edge. */
export class ServerFault extends Error {
  readonly code: ErrorCode
  readonly detail: string | undefined
  /** MLflow's own word, such as RESOURCE_DOES_NOT_EXIST; null when something else answered. */
  readonly errorCode: string | null
  readonly status: number | null
  /** The server said how long to leave it alone, ms. */
  readonly retryAfterMs: number | null

  constructor(
    error: AppError,
    more: { errorCode?: string | null; status?: number; retryAfterMs?: number | null } = {},
  ) {
    super(error.message)
    this.name = 'ServerFault'
    this.code = error.code
    this.detail = error.detail
    this.errorCode = more.errorCode ?? null
    this.status = more.status ?? null
    this.retryAfterMs = more.retryAfterMs ?? null
  }
}

/** True of what is polled. */
const keepsTrying = '; Sextant keeps trying.'

/** The same fault of what was asked for once: nobody asks again by himself. */
export function askedOnce(message: string): string {
  return message.endsWith(keepsTrying) ? `${message.slice(0, -keepsTrying.length)}; try again.` : message
}

/** It is there, and it does not know what was asked for: an older server, or a thing that is gone. */
export function isUnknownThere(thrown: unknown): boolean {
  return (
    thrown instanceof ServerFault && (thrown.status === 404 || thrown.status === 405 || thrown.status === 501)
  )
}

/** It understood the endpoint, but not the filter, order or page size: an older server. */
export function isRefusedInput(thrown: unknown): boolean {
  return thrown instanceof ServerFault && thrown.status === 400
}

export interface BadAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  /** The beginning of the body. */
  readonly body: string
}

/** `host` is how the address is shown. */
export function faultOfAnswer(
  host: string,
  { status, headers, body }: BadAnswer,
  hasSecret: boolean,
): ServerFault {
  const parsed = parseItem(body)
  const [errorCode, said] = [fieldOf(parsed, 'error_code'), fieldOf(parsed, 'message')]
  const own = typeof said === 'string' ? said : body
  const more = {
    status,
    errorCode: typeof errorCode === 'string' ? errorCode : null,
    retryAfterMs: retryAfterOf(headers.get('retry-after'), headers.get('date')),
  }
  const detail = `HTTP ${status} ${oneLine(own)}`
  const make = (code: ErrorCode, message: string) => new ServerFault({ code, message, detail }, more)
  if (status === 401) {
    return make(
      'permission',
      hasSecret
        ? `${host} does not accept this user name and password or token; correct them under Settings, Sources.`
        : `${host} asks for a user name and password or a token; enter them under Settings, Sources.`,
    )
  }
  if (status === 403 && /invalid host header/i.test(body)) {
    return make(
      'permission',
      `${host} refuses this address (“Invalid Host header”); use the name it was started for, or start it with --allowed-hosts ${host.replace(/\/.*/, '')}.`,
    )
  }
  if (status === 403) {
    return make(
      'permission',
      `${host} does not let this user read; ask its administrator for READ permission.`,
    )
  }
  if (status >= 300 && status < 400) return make('unavailable', redirected(host, headers.get('location')))
  if (status === 429)
    return make('unavailable', `${host} is asked too often; Sextant waits before it asks again.`)
  if (status >= 500) {
    return make(
      'unavailable',
      `${host} has trouble of its own (HTTP ${status}${more.errorCode === null ? '' : `, ${more.errorCode}`})${keepsTrying}`,
    )
  }
  if (status === 404 && more.errorCode === 'RESOURCE_DOES_NOT_EXIST') {
    return make('not-found', `${host} does not have this any more (${oneLine(own)}).`)
  }
  if (status === 404 && more.errorCode === null) {
    return make(
      'unsupported',
      `${host} answers, but not as an MLflow tracking server; check the address and its prefix.`,
    )
  }
  return make(
    'unsupported',
    `${host} did not understand a request of Sextant (HTTP ${status}: ${oneLine(own)}).`,
  )
}

/** Its list has no end: a page that was had before comes next, or empty pages go on and on. */
export function endlessPages(host: string, detail: string): ServerFault {
  return new ServerFault({
    code: 'unsupported',
    message: `${host} repeats the pages of a list without an end; its list cannot be read as a whole.`,
    detail,
  })
}

/** A file was under way when `thrown` happened. Null for a bug of ours. */
export function brokenOff(
  host: string,
  { bytes, totalBytes }: { readonly bytes: number; readonly totalBytes: number | null },
  thrown: unknown,
): ServerFault | null {
  const fault = faultOfThrown(host, thrown)
  if (fault === null || fault.code === 'cancelled') return fault
  const amount = totalBytes === null ? bytesText(bytes) : `${bytesText(bytes)} of ${bytesText(totalBytes)}`
  const what = fault.code === 'timeout' ? 'fell silent' : 'broke off'
  return new ServerFault({
    code: fault.code,
    message: `${host} ${what} in the middle of the file, after ${amount}; save it again.`,
    detail: fault.detail ?? fault.message,
  })
}

/** Fewer bytes came than were announced. */
export function cutOff(host: string, detail: string): ServerFault {
  return new ServerFault({
    code: 'unavailable',
    message: `The connection to ${host} was cut off${keepsTrying}`,
    detail,
  })
}

/** What was received cannot be an answer of MLflow: the page of a proxy, a cut connection, another service. */
export function notMlflow(host: string, detail: string): ServerFault {
  return new ServerFault({
    code: 'unsupported',
    message: `${host} answers, but not as an MLflow tracking server; check the address and its prefix.`,
    detail,
  })
}

/** Headers hold Latin-1 without line ends; nothing else can be sent. */
export function unsendable(host: string, what: string): ServerFault {
  return new ServerFault({
    code: 'permission',
    message: `The ${what} for ${host} holds a character that cannot be sent; enter it again under Settings, Sources.`,
  })
}

/** What is thrown on the way, by `fetch` as the cause: it has the system's code. Null for a bug of ours. */
export function faultOfThrown(host: string, thrown: unknown): ServerFault | null {
  if (thrown instanceof ServerFault) return thrown
  if (!(thrown instanceof Error)) return null
  const cause = thrown.cause instanceof Error ? thrown.cause : thrown
  const code = codeOf(cause) ?? codeOf(firstOf(cause)) ?? ''
  const detail = `${code} ${oneLine(cause.message)}`.trim()
  const make = (errorCode: ErrorCode, message: string) =>
    new ServerFault({ code: errorCode, message, detail })
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return make(
      'unavailable',
      `The name ${hostOf(host)} is not known here; check the address, the network or the VPN.`,
    )
  }
  if (code === 'ECONNREFUSED')
    return make(
      'unavailable',
      `Nothing answers at ${host}; the server is not running, or the port is another.`,
    )
  if (/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/.test(code)) {
    return make('unavailable', `${hostOf(host)} cannot be reached; check the network or the VPN.`)
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return make('permission', untrusted(host, code))
  if (/^ERR_SSL|^EPROTO$/.test(code)) {
    return make('unavailable', `${host} does not speak https; try the address with http://.`)
  }
  if (/^Z_|BROTLI|^ERR_+(?:ZLIB|ERROR_FORMAT|PADDING)/.test(code)) {
    return make(
      'corrupt',
      `${host} sends a packed answer that is damaged; a proxy before it may be at fault.`,
    )
  }
  if (/TIMEOUT|^ETIMEDOUT$/.test(code) || thrown.name === 'TimeoutError') {
    return make('timeout', `${host} took too long to answer${keepsTrying}`)
  }
  if (
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNABORTED|UND_ERR_.*|HPE_.*)$/.test(code) ||
    thrown.message === 'terminated'
  ) {
    return make('unavailable', `The connection to ${host} was cut off${keepsTrying}`)
  }
  return thrown instanceof TypeError && thrown.message === 'fetch failed'
    ? make('unavailable', `${host} cannot be reached; check the address, the network or the VPN.`)
    : null
}

export function stoppedFault(host: string, signal: AbortSignal): ServerFault {
  const reason: unknown = signal.reason
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError'
  return isTimeout
    ? new ServerFault({ code: 'timeout', message: `${host} took too long to answer.` })
    : new ServerFault({ code: 'cancelled', message: `Reading ${host} was called off.` })
}

function untrusted(host: string, code: string): string {
  if (code === 'CERT_HAS_EXPIRED')
    return `The certificate of ${hostOf(host)} has expired; its administrator has to renew it.`
  if (code.includes('ALTNAME')) {
    return `The certificate of ${hostOf(host)} was made for another name; use the name that it names.`
  }
  return `This Mac does not trust the certificate of ${hostOf(host)}; add its authority to Keychain Access and trust it there.`
}

function redirected(host: string, location: string | null): string {
  return location === null || !/^https?:/.test(location)
    ? `${host} sends its visitors elsewhere, perhaps to a page for signing in; use the address that programs are given.`
    : `${host} sends its visitors to ${location.replace(/[?#].*/, '').slice(0, 120)}; add that address, or the one that programs are given.`
}

const longestRetryAfterMs = 3_600_000

/** Seconds, or a date (RFC 9110), which is taken by the server's own clock: that of the answer. At most an hour. */
function retryAfterOf(header: string | null, answeredAt: string | null): number | null {
  if (header === null) return null
  if (/^\s*\d+\s*$/.test(header)) return Math.min(Number(header) * 1000, longestRetryAfterMs)
  const waitMs = Date.parse(header) - Date.parse(answeredAt ?? '')
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(0, waitMs), longestRetryAfterMs)
}

function codeOf(error: unknown): string | null {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : null
}

/** Several addresses of one name (::1 and 127.0.0.1) fail together. */
function firstOf(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : null
}

function hostOf(host: string): string {
  return /^(?:\[[^\]]*\]|[^:/]*)/.exec(host)?.[0] ?? host
}

function oneLine(text: string): string {
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 160)
}
