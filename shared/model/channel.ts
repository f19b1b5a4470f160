import * as v from 'valibot'
import { severities } from './alert'

/**
 * Where alerts are told beside the inbox. Each is off by default; what a channel needs and may not be read again
 * (addresses that hold a token, passwords) is a secret: written by a patch, never shown.
 */
export const channelNames = ['notifications', 'slack', 'email', 'webhook'] as const
export type ChannelName = (typeof channelNames)[number]

const severityList = v.pipe(
  v.array(v.picklist(severities)),
  v.transform((list) => severities.filter((severity) => list.includes(severity))),
)
const clockTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 22:30'))
const text = (most: number) => v.pipe(v.string(), v.trim(), v.maxLength(most))
const secret = v.optional(v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(4_000))))

const common = {
  isEnabled: v.boolean(),
  /** Alerts of these severities are told; of a group the worst counts. */
  severities: severityList,
  /** Also when an alert that was told has resolved by itself. */
  tellsResolved: v.boolean(),
}

export const mailSecurities = ['tls', 'starttls', 'none'] as const
const mail = {
  host: text(253),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  /** tls: from the first byte (465) · starttls: required before anything is said (587) · none: a local relay. */
  security: v.picklist(mailSecurities),
  /** Empty: the server asks for none. */
  userName: text(320),
  from: text(320),
  to: v.pipe(v.array(v.pipe(text(320), v.minLength(3))), v.maxLength(20)),
}
const quiet = {
  isEnabled: v.boolean(),
  /** Local time of this Mac; a range over midnight is fine. */
  from: clockTime,
  to: clockTime,
  /** Critical alerts are told at once. The others come as one digest when the quiet hours end. */
  letsCriticalThrough: v.boolean(),
}

/** `null` for a secret removes it, absent leaves it. */
export const ChannelsPatchSchema = v.partial(
  v.object({
    quietHours: v.partial(v.object(quiet)),
    notifications: v.partial(v.object(common)),
    slack: v.object({ ...v.partial(v.object(common)).entries, url: secret }),
    email: v.object({ ...v.partial(v.object({ ...common, ...mail })).entries, password: secret }),
    webhook: v.object({
      ...v.partial(v.object(common)).entries,
      url: secret,
      /** The whole value of the Authorization header: "Bearer …". */
      authorization: secret,
    }),
  }),
)
export type ChannelsPatch = v.InferOutput<typeof ChannelsPatchSchema>
export type ChannelsPatchInput = v.InferInput<typeof ChannelsPatchSchema>

const field = <S extends v.GenericSchema>(schema: S, standard: v.InferOutput<S>) =>
  v.optional(v.fallback(schema, standard as never), standard as never)
const off = (from: readonly (typeof severities)[number][]) => ({
  isEnabled: field(common.isEnabled, false),
  severities: field(common.severities, [...from]),
  tellsResolved: field(common.tellsResolved, false),
})
const object = <E extends v.ObjectEntries>(entries: E) => {
  const schema = v.object(entries)
  return v.optional(v.fallback(schema, v.parse(schema, {}) as never), {} as never)
}

/** channels.json: what is chosen, without secrets. One bad value costs that value only. */
export const ChannelsSchema = v.object({
  version: field(v.literal(1), 1),
  quietHours: object({
    isEnabled: field(quiet.isEnabled, false),
    from: field(quiet.from, '22:00'),
    to: field(quiet.to, '08:00'),
    letsCriticalThrough: field(quiet.letsCriticalThrough, true),
  }),
  notifications: object(off(['warning', 'error', 'critical'])),
  slack: object(off(['error', 'critical'])),
  email: object({
    ...off(['error', 'critical']),
    host: field(mail.host, ''),
    port: field(mail.port, 587),
    security: field(mail.security, 'starttls'),
    userName: field(mail.userName, ''),
    from: field(mail.from, ''),
    to: field(mail.to, []),
  }),
  webhook: object(off(['warning', 'error', 'critical'])),
})
export type Channels = v.InferOutput<typeof ChannelsSchema>
export const defaultChannels: Channels = v.parse(ChannelsSchema, {})

/**
 * off: not enabled · incomplete: enabled, something is missing (`message` says what) · ready · retrying: the last
 * attempt failed and will be repeated · failing: given up on a message · unavailable: this build or system cannot.
 */
export const deliveryStates = ['off', 'incomplete', 'ready', 'retrying', 'failing', 'unavailable'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export interface Delivery {
  readonly state: DeliveryState
  /** One sentence for the screen when something is missing or wrong, else null. */
  readonly message: string | null
  /** Epoch ms. */
  readonly lastSentAt: number | null
  readonly lastFailedAt: number | null
  /** Messages that wait for another attempt or for the end of the quiet hours. */
  readonly waitingCount: number
}

/** What the window sees: choices, whether a secret is kept and how a delivery goes; never a secret itself. */
export interface ChannelsState {
  readonly quietHours: Channels['quietHours'] & { readonly isQuietNow: boolean }
  readonly notifications: Channels['notifications'] & { readonly delivery: Delivery }
  readonly slack: Channels['slack'] & {
    /** Scheme and host of the kept address, "https://hooks.slack.com"; null without one. */
    readonly destination: string | null
    readonly delivery: Delivery
  }
  readonly email: Channels['email'] & { readonly hasPassword: boolean; readonly delivery: Delivery }
  readonly webhook: Channels['webhook'] & {
    readonly destination: string | null
    readonly hasAuthorization: boolean
    readonly delivery: Delivery
  }
  /**
   * keychain: encrypted and kept · session: this system offers no encryption, so they last until Sextant quits ·
   * null: no secret was entered yet, and the keychain is not asked without need.
   */
  readonly secretsLast: 'keychain' | 'session' | null
}

export interface ChannelTestOutcome {
  readonly isDelivered: boolean
  /** One sentence: "Slack took the message." or what went wrong and what to do. */
  readonly message: string
}
