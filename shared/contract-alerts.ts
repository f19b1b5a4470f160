import * as v from 'valibot'
import {
  AlertActionSchema,
  AlertQuerySchema,
  type AlertActionOutcome,
  type AlertDetail,
  type AlertPage,
  type AlertTotals,
} from './model/alert'
import {
  channelNames,
  ChannelsPatchSchema,
  type ChannelsState,
  type ChannelTestOutcome,
} from './model/channel'
import { RuleSchema, type StoredRule } from './model/rule'
import { call, push } from './rpc'
import type { Preview } from './rules/preview'

/** The part of the contract about alerts, rules and channels; see contract.ts. */
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(1_024))
const ruleId = v.pipe(v.string(), v.minLength(1), v.maxLength(80))

export interface ToolkitImportOutcome {
  readonly imported: number
  /** They were imported before. */
  readonly known: number
  readonly problems: readonly string[]
}

export interface RuleImportOutcome {
  readonly added: number
  /** Rules of the same id that were replaced. */
  readonly changed: number
  readonly problems: readonly string[]
}

/** Where something was saved that the user chose to keep. */
export interface SavedPlace {
  readonly path: string
}

export const alertCalls = {
  'alerts.list': call(AlertQuerySchema).returns<AlertPage>(),
  'alerts.get': call(v.object({ id })).returns<AlertDetail>(),
  'alerts.act': call(AlertActionSchema).returns<AlertActionOutcome>(),
  /** Main shows the file dialog. Null when cancelled. */
  'alerts.importToolkit': call(v.void()).returns<ToolkitImportOutcome | null>(),
  /** All alerts of the query, whatever its page. Main shows the save dialog. Null when cancelled. */
  'alerts.export': call(
    v.object({ format: v.picklist(['json', 'csv']), query: AlertQuerySchema }),
  ).returns<SavedPlace | null>(),
  'rules.list': call(v.void()).returns<readonly StoredRule[]>(),
  /** Adds a rule, or changes the one with its id. */
  'rules.save': call(v.object({ rule: RuleSchema })).returns<StoredRule>(),
  'rules.remove': call(v.object({ id: ruleId })).returns<null>(),
  /** Takes `rules.remove` back. */
  'rules.restore': call(v.object({ id: ruleId })).returns<null>(),
  /** A default as it came. */
  'rules.reset': call(v.object({ id: ruleId })).returns<StoredRule>(),
  /** When the rule would have fired in the recorded past. A newer preview cancels the one before it. */
  'rules.preview': call(
    v.object({
      rule: RuleSchema,
      days: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(90)), 30),
    }),
  ).returns<Preview>(),
  'rules.import': call(v.void()).returns<RuleImportOutcome | null>(),
  /** `ids` null takes all. */
  'rules.export': call(
    v.object({ ids: v.nullable(v.pipe(v.array(ruleId), v.maxLength(10_000))) }),
  ).returns<SavedPlace | null>(),
  'channels.get': call(v.void()).returns<ChannelsState>(),
  'channels.update': call(ChannelsPatchSchema).returns<ChannelsState>(),
  /** Sends a message that says that it is a test, whatever the severities and quiet hours. */
  'channels.test': call(v.object({ channel: v.picklist(channelNames) })).returns<ChannelTestOutcome>(),
} as const

export const alertPushes = {
  /** Alerts that are new or changed (at most 500 ids, else none: read the list again), and the counts after it. */
  'alerts.changed': push<{ readonly totals: AlertTotals; readonly ids: readonly string[] }>(),
  /** A delivery failed or went through, or the quiet hours began or ended. */
  'channels.changed': push<ChannelsState>(),
} as const
