import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { Alert } from '../../shared/model/alert'
import { planNotifications, type Notification } from '../../shared/rules/notification-plan'

interface NotificationGateOptions {
  readonly clock: Clock
  readonly send: (notifications: readonly Notification[]) => void
}

/** Gathers what fires at one moment, and never rattles: beyond a handful in ten minutes the rest waits for one summary. */
export interface NotificationGate extends Disposable {
  add(alerts: readonly Alert[]): void
  /** They were resolved, acknowledged or muted before anybody was told. */
  drop(fingerprints: readonly string[]): void
}

const gatherMs = 1_000
const windowMs = 10 * 60_000
const mostPerWindow = 6

export function createNotificationGate({ clock, send }: NotificationGateOptions): NotificationGate {
  const waiting = new Map<string, Alert>()
  let sentAt: number[] = []
  let pending: Disposable | null = null

  function schedule(ms: number): void {
    void pending?.dispose()
    pending = clock.after(ms, release)
  }

  function release(): void {
    pending = null
    if (waiting.size === 0) return
    const now = clock.monotonic()
    sentAt = sentAt.filter((at) => now - at < windowMs)
    const isFull = sentAt.length >= mostPerWindow
    // What is critical never waits.
    const due = [...waiting.values()].filter((alert) => !isFull || alert.severity === 'critical')
    for (const alert of due) waiting.delete(alert.fingerprint)
    const plan = due.length === 0 ? [] : planNotifications(due)
    sentAt.push(...plan.map(() => now))
    if (plan.length > 0) send(plan)
    if (waiting.size > 0) schedule(Math.max(gatherMs, (sentAt[0] ?? now) + windowMs - now))
  }

  return {
    add(alerts) {
      for (const alert of alerts) waiting.set(alert.fingerprint, alert)
      const isUrgent = alerts.some((alert) => alert.severity === 'critical')
      if (waiting.size > 0 && (pending === null || isUrgent)) schedule(gatherMs)
    },
    drop(fingerprints) {
      for (const fingerprint of fingerprints) waiting.delete(fingerprint)
    },
    dispose: () => pending?.dispose(),
  }
}
