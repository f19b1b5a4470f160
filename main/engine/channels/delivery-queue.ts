import type { Clock } from '../../../shared/clock'
import type { Disposable } from '../../../shared/lifecycle'
import type { ChannelMessage, SendOutcome } from '../../channels/sender'

interface DeliveryQueueOptions {
  readonly clock: Clock
  readonly send: (message: ChannelMessage) => Promise<SendOutcome>
  /** Too many messages wait: they become one of each kind at most. */
  readonly merge: (messages: readonly ChannelMessage[]) => readonly ChannelMessage[]
  readonly onChange: (state: QueueState) => void
}

export interface QueueState {
  readonly waitingCount: number
  readonly lastSentAt: number | null
  readonly lastFailedAt: number | null
  /** Of the last attempt, when it failed. */
  readonly lastError: string | null
  /** retrying: the same message is sent again · failing: the last message was given up. */
  readonly health: 'ready' | 'retrying' | 'failing'
}

/** The messages of one channel, in order, one at a time; tried again ever more rarely, and given up in the end. */
export interface DeliveryQueue extends Disposable {
  add(message: ChannelMessage): void
  state(): QueueState
  /** The channel was changed or turned off: what waits is tried at once, or dropped. */
  retryNow(): void
  clear(): void
}

/** About two hours from first to last: a laptop that is offline for a meeting loses nothing. */
const delaysMs = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000]
const mostWaiting = 10
const mostBehindFailure = 2

export function createDeliveryQueue(options: DeliveryQueueOptions): DeliveryQueue {
  const { clock, send, merge, onChange } = options
  let waiting: ChannelMessage[] = []
  let failures = 0
  let isSending = false
  let isDisposed = false
  let retry: Disposable | null = null
  let state: QueueState = {
    waitingCount: 0,
    lastSentAt: null,
    lastFailedAt: null,
    lastError: null,
    health: 'ready',
  }

  function change(part: Partial<QueueState>): void {
    state = { ...state, ...part, waitingCount: waiting.length }
    if (!isDisposed) onChange(state)
  }

  function next(): void {
    const [message] = waiting
    if (message === undefined || isSending || isDisposed || retry !== null) return
    isSending = true
    void send(message)
      .catch((thrown: unknown): SendOutcome => ({
        isSent: false,
        canRetry: false,
        message: 'Sending failed inside Sextant. The log has the details.',
        detail: String(thrown),
      }))
      .then((outcome) => {
        isSending = false
        settle(message, outcome)
        next()
      })
  }

  function settle(message: ChannelMessage, outcome: SendOutcome): void {
    const isGivenUp = !outcome.isSent && (!outcome.canRetry || failures >= delaysMs.length)
    if (outcome.isSent || isGivenUp) {
      waiting = waiting.filter((one) => one !== message)
      failures = 0
    }
    if (outcome.isSent) {
      change({ lastSentAt: clock.now(), lastError: null, health: 'ready' })
      return
    }
    const failed = { lastFailedAt: clock.now(), lastError: outcome.message }
    if (isGivenUp) {
      change({ ...failed, health: 'failing' })
      return
    }
    const delay = Math.max(delaysMs[failures] ?? 0, outcome.retryAfterMs ?? 0)
    failures += 1
    retry = clock.after(delay, () => {
      retry = null
      next()
    })
    // A channel that had given up before stays failing until something goes through.
    change({ ...failed, health: state.health === 'failing' ? 'failing' : 'retrying' })
  }

  return {
    state: () => state,
    add(message) {
      waiting.push(message)
      // The first one may be under way; what is behind it has not been said yet.
      const [first, ...rest] = waiting
      const most = failures === 0 ? mostWaiting : mostBehindFailure
      if (waiting.length > most && first !== undefined) waiting = [first, ...merge(rest)]
      change({})
      next()
    },
    retryNow() {
      void retry?.dispose()
      retry = null
      failures = 0
      next()
    },
    clear() {
      void retry?.dispose()
      retry = null
      failures = 0
      waiting = []
      change({ lastError: null, health: 'ready' })
    },
    dispose() {
      isDisposed = true
      return retry?.dispose()
    },
  }
}
