import type { Notification } from '../../shared/rules/notification-plan'

export interface ChannelMessage {
  readonly notification: Notification
  /** The same through all retries, so that a receiver can drop what it has already. */
  readonly deliveryId: string
  readonly isTest: boolean
  /** What it tells of was made up; its title says so, too. */
  readonly isDemo?: true
  /** Epoch ms. */
  readonly at: number
}

/** `message` is a sentence for the screen, without secrets; `detail` is for the log, without them too. */
export type SendOutcome =
  | { readonly isSent: true }
  | {
      readonly isSent: false
      readonly canRetry: boolean
      readonly message: string
      readonly detail?: string
      readonly retryAfterMs?: number
    }
