import { fail, ok, type Result } from '../../../shared/result'

export interface ServerAddress {
  /** `http://lab:5000/prefix`: what every endpoint begins with. No trailing slash, no user. */
  readonly baseUrl: string
  /** User and password that stood in the address, or null. */
  readonly user: { readonly username: string; readonly password: string } | null
}

/** Pages of MLflow's window and its endpoints: what was copied from a browser or a script ends with one of them. */
const knownTails =
  /\/(?:(?:api|ajax-api)\/[23]\.0(?:\/.*)?|graphql|health|version|get-artifact|static-files(?:\/.*)?|index\.html)$/

/**
 * The server behind an address as people paste it: `https://lab/prefix/#/experiments/5?searchFilter=`, a bare
 * `lab:5000`, or an endpoint. The static prefix (`--static-prefix`) is kept.
 */
export function parseServerAddress(text: string): Result<ServerAddress> {
  const trimmed = text.trim()
  if (trimmed === '')
    return fail('invalid-input', 'Enter the address of the server, such as http://lab:5000.')
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return fail(
      'invalid-input',
      `An address that begins with ${scheme}:// is no tracking server: it has to begin with http:// or https://.`,
    )
  }
  const url = urlOf(scheme === undefined ? `${assumedScheme(trimmed)}://${trimmed}` : trimmed)
  if (url === null || url.hostname === '') {
    return fail('invalid-input', `“${shortened(trimmed)}” is not an address. One looks like http://lab:5000.`)
  }
  const path = url.pathname.replace(/\/+$/, '').replace(knownTails, '').replace(/\/+$/, '')
  const hasUser = url.username !== '' || url.password !== ''
  return ok({
    baseUrl: `${url.protocol}//${url.host}${path}`,
    user: hasUser ? { username: decoded(url.username), password: decoded(url.password) } : null,
  })
}

/** MLflow's own server speaks http on a port of its own; what has a plain name and no port is behind https. */
function assumedScheme(text: string): 'http' | 'https' {
  const host = text.replace(/[/?#].*$/s, '').replace(/^.*@/s, '')
  const isBare = /^(localhost|\d+(\.\d+){3}|\[.*\]|[^.:]+)$/i.test(host)
  return /:\d+$/.test(host) || isBare ? 'http' : 'https'
}

function urlOf(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** The host and path for sentences: `lab:5000/prefix`. */
export function shownAddress(baseUrl: string): string {
  return baseUrl.replace(/^https?:\/\//, '')
}

/** Only a server on this machine can mean our own disk when it names a path. */
export function isThisMachine(baseUrl: string): boolean {
  const host = urlOf(baseUrl)?.hostname ?? ''
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.')
}
