import { Notification as SystemNotification } from 'electron'
import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { Notification } from '../../shared/rules/notification-plan'
import type { ChannelMessage, SendOutcome } from '../channels/sender'

interface NotifierOptions {
  readonly clock: Clock
  /** The window at the alert, or at the list when there are several. */
  readonly onOpen: (alertId: string | null) => void
  readonly onMute: (alertIds: readonly string[]) => void
  /** What was found out about whether the system shows notifications at all. */
  readonly onAvailability: () => void
}

export interface Notifier extends Disposable {
  send(message: ChannelMessage): Promise<SendOutcome>
  /** A sentence when this system or build shows none, else null. */
  unavailable(): string | null
}

/** Electron says nothing more when a system has taken a notification for good. */
const verdictAfterMs = 2_000
const mostKept = 50

const unsigned =
  'macOS does not show notifications of this build, because it is not signed. Alerts are listed in Sextant all the same.'

/**
 * Banners of the system. Grouped by project and replaced by id where the system can (macOS, from Electron 42);
 * unsigned builds are refused by macOS with `failed`, which is said once and remembered.
 */
export function createNotifier({ clock, onOpen, onMute, onAvailability }: NotifierOptions): Notifier {
  /** Kept while on screen: a collected object no longer hears the click. */
  const shown = new Map<string, SystemNotification>()
  let refused: string | null = null

  function setRefused(why: string | null): void {
    if (refused === why) return
    refused = why
    onAvailability()
  }

  function build(notification: Notification): SystemNotification {
    const { id, title, body, isSilent, project, kind } = notification
    const canMute = kind === 'single' || kind === 'group'
    return new SystemNotification({
      // Unknown to the older runtime of Linux development, which passes it over.
      ...{ id: `sextant.${id}`, groupId: `sextant.${project ?? 'all'}` },
      title,
      body,
      silent: isSilent,
      ...(process.platform === 'darwin'
        ? {
            actions: [
              { type: 'button' as const, text: 'Open' },
              ...(canMute ? [{ type: 'button' as const, text: 'Mute for an Hour' }] : []),
            ],
          }
        : {}),
    })
  }

  function send({ notification }: ChannelMessage): Promise<SendOutcome> {
    if (!SystemNotification.isSupported()) {
      return Promise.resolve(
        refusal('This system shows no notifications. Alerts are listed in Sextant all the same.'),
      )
    }
    const banner = build(notification)
    shown.get(notification.id)?.close()
    shown.set(notification.id, banner)
    const [oldest] = shown.keys()
    if (shown.size > mostKept && oldest !== undefined) shown.delete(oldest)
    const open = () => {
      const [only] = notification.alerts
      onOpen(notification.alerts.length === 1 && only !== undefined ? only.id : null)
    }
    banner.on('click', open)
    // 45 hands over an object, 33 the index as second argument.
    banner.on('action', (details: unknown, index?: unknown) => {
      const chosen = typeof index === 'number' ? index : actionIndexOf(details)
      if (chosen === 1) onMute(notification.alerts.map(({ id }) => id))
      else open()
    })
    banner.on('close', () => {
      if (shown.get(notification.id) === banner) shown.delete(notification.id)
    })
    return new Promise((resolve) => {
      const settle = (outcome: SendOutcome) => {
        timer.dispose()
        resolve(outcome)
      }
      const timer = clock.after(verdictAfterMs, () => settle({ isSent: true }))
      banner.once('show', () => {
        setRefused(null)
        settle({ isSent: true })
      })
      banner.once('failed', () => {
        shown.delete(notification.id)
        setRefused(unsigned)
        settle(refusal(unsigned))
      })
      banner.show()
    })
  }

  return {
    send,
    unavailable: () => refused,
    dispose() {
      for (const banner of shown.values()) banner.removeAllListeners()
      shown.clear()
    },
  }
}

function refusal(message: string): SendOutcome {
  return { isSent: false, canRetry: false, message }
}

function actionIndexOf(details: unknown): number | null {
  if (typeof details !== 'object' || details === null || !('actionIndex' in details)) return null
  return typeof details.actionIndex === 'number' ? details.actionIndex : null
}
