import { describeThrown } from '../../shared/result'
import type { SendOutcome } from './sender'

/** Longer than any healthy host needs; a dead one must not hold a message for minutes. */
const timeoutMs = 10_000
const longestRetryAfterMs = 60 * 60_000

export interface JsonPost {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
  /** Whom sentences name. */
  readonly name: string
}

/**
 * One POST. Only what may be better next time is worth a retry: no answer, 429 and 5xx. Redirects are not followed:
 * the address is a secret, and where it leads was not chosen. The answer's text is never read, logged or shown.
 */
export async function postJson({ url, headers = {}, body, name }: JsonPost): Promise<SendOutcome> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Sextant', ...headers },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (thrown) {
    return { isSent: false, canRetry: true, message: `${name} cannot be reached.`, detail: causeOf(thrown) }
  }
  await response.body?.cancel()
  if (response.ok) return { isSent: true }
  const { status } = response
  const canRetry = status === 408 || status === 429 || status >= 500
  const retryAfterMs = canRetry ? retryAfterOf(response.headers.get('retry-after')) : null
  return {
    isSent: false,
    canRetry,
    message: `${name} answered ${status}. ${adviceOn(status)}`,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  }
}

function adviceOn(status: number): string {
  if (status === 401 || status === 403) return 'It does not accept the address or the authorization.'
  if (status === 404 || status === 410) return 'The address is no longer valid; enter a new one.'
  if (status === 429) return 'It gets too many messages; Sextant waits.'
  if (status >= 500) return 'It has a fault of its own.'
  if (status >= 300 && status < 400) return 'It sends on to another address; enter that one.'
  return 'It did not take the message.'
}

/** Seconds; a date is rare enough to be left to the back-off. */
function retryAfterOf(header: string | null): number | null {
  const seconds = header === null ? NaN : Number(header)
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1_000, longestRetryAfterMs) : null
}

/** fetch hides the reason in `cause`, whose message names host and port but never the path. */
function causeOf(thrown: unknown): string {
  if (thrown instanceof Error && thrown.cause instanceof Error) return thrown.cause.message
  return thrown instanceof Error ? thrown.name : describeThrown(thrown)
}
