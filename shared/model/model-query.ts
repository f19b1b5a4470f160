import * as v from 'valibot'
import { modelKinds, type Model } from './registered-model'

/** The most rows one page may hold. */
export const maxModelRows = 2_000

const name = v.pipe(v.string(), v.maxLength(1_024))

export const modelSorts = [
  'name',
  'kind',
  'project',
  'version',
  'bytes',
  'parameterCount',
  'precision',
  'createdAt',
] as const
export type ModelSort = (typeof modelSorts)[number]

export const ModelQuerySchema = v.object({
  /** Words that must all appear in name, version, id, path, aliases or tags. Empty matches all. */
  text: v.optional(v.pipe(v.string(), v.maxLength(1_000)), ''),
  project: v.optional(v.nullable(name), null),
  sourceId: v.optional(v.nullable(name), null),
  /** Models that this run made; with `sourceId`. */
  runId: v.optional(v.nullable(name), null),
  /** One model; with `sourceId`. */
  modelId: v.optional(v.nullable(name), null),
  /** These models; with `sourceId`. Empty does not narrow. */
  modelIds: v.optional(v.pipe(v.array(name), v.maxLength(500)), []),
  kinds: v.optional(v.pipe(v.array(v.picklist(modelKinds)), v.maxLength(20)), []),
  lifecycle: v.optional(v.picklist(['active', 'deleted', 'all']), 'active'),
  sort: v.optional(v.picklist(modelSorts), 'createdAt'),
  descending: v.optional(v.boolean(), true),
  offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxModelRows)), 500),
})
export type ModelQuery = v.InferOutput<typeof ModelQuerySchema>
export type ModelQueryInput = v.InferInput<typeof ModelQuerySchema>

/** What a model's own files say of it, in brief; each null where they do not say. */
export interface ModelFacts {
  readonly bytes: number | null
  /** Logical parameters: packed weights are counted unpacked. */
  readonly parameterCount: number | null
  /** `safetensors`, `GGUF`, `Core ML` … */
  readonly format: string | null
  /** `BF16`, `4-bit, groups of 64`, `Q4_K_M` … */
  readonly precision: string | null
}

export const noModelFacts: ModelFacts = { bytes: null, parameterCount: null, format: null, precision: null }

/** A model as a table row. `project` is its own or its run's; `bytes` as recorded, else as measured. */
export interface ModelRow extends Model, Omit<ModelFacts, 'bytes'> {
  readonly runName: string | null
  /** Its files are on this machine, and were looked at. */
  readonly isInspected: boolean
}

export interface ModelPage {
  /** Rises with every change of content. */
  readonly revision: number
  readonly total: number
  /** Without the text and kind filters. */
  readonly totalUnfiltered: number
  readonly offset: number
  readonly rows: readonly ModelRow[]
}

export const ModelRefSchema = v.object({
  sourceId: v.pipe(v.string(), v.minLength(1), v.maxLength(1_024)),
  modelId: v.pipe(v.string(), v.minLength(1), v.maxLength(1_024)),
})
export type ModelRef = v.InferOutput<typeof ModelRefSchema>
