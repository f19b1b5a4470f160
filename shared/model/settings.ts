import * as v from 'valibot'

/**
 * What the user can choose, kept in settings.json. Every field falls back on its own, so that one bad value
 * in a hand-edited file costs that value only.
 */
export const trayParts = ['gpu', 'ane', 'memory', 'power', 'alerts'] as const
export type TrayPart = (typeof trayParts)[number]

export const themes = ['system', 'light', 'dark'] as const

const field = <S extends v.GenericSchema>(schema: S, standard: v.InferOutput<S>) =>
  v.optional(v.fallback(schema, standard as never), standard as never)

export const SettingsSchema = v.object({
  version: field(v.literal(1), 1),
  theme: field(v.picklist(themes), 'system'),
  /** Folders and store files the user added, absolute. */
  roots: field(v.array(v.string()), []),
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
})

export type Settings = v.InferOutput<typeof SettingsSchema>

export const SettingsPatchSchema = v.partial(
  v.object({
    theme: v.picklist(themes),
    roots: v.array(v.string()),
    projectFilter: v.nullable(v.string()),
    runColumns: v.array(v.string()),
    trayTitle: v.boolean(),
    trayParts: v.array(v.picklist(trayParts)),
    trayPopover: v.boolean(),
    sampleIntervalMs: v.pipe(v.number(), v.integer(), v.minValue(500), v.maxValue(60_000)),
    sampleSlowerOnBattery: v.boolean(),
    historyMinuteDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(90)),
    historyQuarterDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650)),
  }),
)
export type SettingsPatch = v.InferOutput<typeof SettingsPatchSchema>

export const defaultSettings: Settings = v.parse(SettingsSchema, {})
