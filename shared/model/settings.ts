import * as v from 'valibot'
import { ServerEntrySchema } from './server'

/**
 * What the user can choose, kept in settings.json. Every field falls back on its own, so that one bad value
 * in a hand-edited file costs that value only.
 */
export const trayParts = ['gpu', 'ane', 'memory', 'power', 'alerts'] as const
export type TrayPart = (typeof trayParts)[number]

export const themes = ['system', 'light', 'dark'] as const

const field = <S extends v.GenericSchema>(schema: S, standard: v.InferOutput<S>) =>
  v.optional(v.fallback(schema, standard as never), standard as never)

/** Limits of a project's monitoring; null sets none. The toolkit's own values are the standard. */
const limit = v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1e9)))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
export const MonitoringSettingsSchema = v.object({
  accuracy: field(limit, 0.8),
  precision: field(limit, 0.75),
  recall: field(limit, 0.75),
  f1: field(limit, 0.75),
  latencyMs: field(limit, 100),
  memoryMb: field(limit, 2_048),
  /** Above this share of drifted columns retraining is suggested. */
  retrainDriftShare: field(share, 0.5),
  /** Monitoring without a report for so long is stale; null for twice a project's own rhythm, at least a day. */
  staleAfterHours: field(v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(10_000))), null),
})
export type MonitoringSettings = v.InferOutput<typeof MonitoringSettingsSchema>

export const SettingsSchema = v.object({
  version: field(v.literal(1), 1),
  theme: field(v.picklist(themes), 'system'),
  /** Folders and store files the user added, absolute, and addresses of tracking servers. */
  roots: field(v.array(v.string()), []),
  /** Stores below the roots that the user does not want watched, absolute. */
  excludedLocations: field(v.array(v.string()), []),
  /** How the servers among the roots are asked. Never a password or token: those are in the secret store. */
  servers: field(v.array(ServerEntrySchema), []),
  /** The project every page is filtered by, or null for all. */
  projectFilter: field(v.nullable(v.string()), null),
  /** Columns of the run table beyond the fixed ones: `metrics.loss`, `params.lr`. */
  runColumns: field(v.array(v.string()), []),
  trayTitle: field(v.boolean(), true),
  /** What stands beside the glyph, in this order. */
  trayParts: field(v.array(v.picklist(trayParts)), ['gpu', 'ane', 'alerts']),
  /** Opens a small window of sparklines instead of the plain menu on a left click. */
  trayPopover: field(v.boolean(), false),
  /** Distance of hardware samples, ms. */
  sampleIntervalMs: field(v.pipe(v.number(), v.integer(), v.minValue(500), v.maxValue(60_000)), 1_000),
  /** Samples four times as rarely on battery power or in Low Power Mode. */
  sampleSlowerOnBattery: field(v.boolean(), false),
  /** How long minutes and quarters of an hour of hardware history are kept, days. */
  historyMinuteDays: field(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(90)), 30),
  historyQuarterDays: field(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650)), 730),
  monitoring: field(MonitoringSettingsSchema, v.parse(MonitoringSettingsSchema, {})),
})

export type Settings = v.InferOutput<typeof SettingsSchema>

export const SettingsPatchSchema = v.partial(
  v.object({
    theme: v.picklist(themes),
    roots: v.array(v.string()),
    excludedLocations: v.array(v.string()),
    projectFilter: v.nullable(v.string()),
    runColumns: v.array(v.string()),
    trayTitle: v.boolean(),
    trayParts: v.array(v.picklist(trayParts)),
    trayPopover: v.boolean(),
    sampleIntervalMs: v.pipe(v.number(), v.integer(), v.minValue(500), v.maxValue(60_000)),
    sampleSlowerOnBattery: v.boolean(),
    historyMinuteDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(90)),
    historyQuarterDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650)),
    monitoring: MonitoringSettingsSchema,
  }),
)
export type SettingsPatch = v.InferOutput<typeof SettingsPatchSchema>

export const defaultSettings: Settings = v.parse(SettingsSchema, {})
