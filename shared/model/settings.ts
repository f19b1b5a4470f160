import * as v from 'valibot'

/**
 * What the user can choose, kept in settings.json. Every field falls back on its own, so that one bad value
 * in a hand-edited file costs that value only.
 */
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
})

export type Settings = v.InferOutput<typeof SettingsSchema>

export const SettingsPatchSchema = v.partial(
  v.object({
    theme: v.picklist(themes),
    roots: v.array(v.string()),
    projectFilter: v.nullable(v.string()),
    runColumns: v.array(v.string()),
    trayTitle: v.boolean(),
  }),
)
export type SettingsPatch = v.InferOutput<typeof SettingsPatchSchema>

export const defaultSettings: Settings = v.parse(SettingsSchema, {})
