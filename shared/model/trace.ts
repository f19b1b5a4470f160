import * as v from 'valibot'

/** Traces of an experiment: one call of an application each (mlflow/entities/trace_info.py). Their spans stay in the store. */

export const traceStates = ['OK', 'ERROR', 'IN_PROGRESS'] as const
export type TraceState = (typeof traceStates)[number]

/** The most traces one page may hold. */
export const mostTraceRows = 200
/** Previews are cut there, as MLflow 3 cuts its own. */
export const mostPreviewCharacters = 1_000

export interface TraceRow {
  readonly traceId: string
  /** Of the root span; null where the store keeps none. */
  readonly name: string | null
  /** Null when the store says neither of the three. */
  readonly state: TraceState | null
  /** Epoch ms. */
  readonly startedAt: number | null
  /** Null while it is in progress. */
  readonly durationMs: number | null
  readonly requestPreview: string | null
  readonly responsePreview: string | null
  readonly tags: Readonly<Record<string, string>>
  /** The run that it was logged in. */
  readonly runId: string | null
  /** Null where spans are kept elsewhere and nothing counts them. */
  readonly spanCount: number | null
  /** Feedback and expectations that are valid; null where the store knows none. */
  readonly assessmentCount: number | null
}

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(1_024))

export const TraceQuerySchema = v.object({
  sourceId: id,
  experimentId: id,
  /** Where the page before ended, as it said; null for the newest. */
  after: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(8_192))), null),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostTraceRows)), 50),
})
export type TraceQuery = v.InferOutput<typeof TraceQuerySchema>

/** Newest first. */
export interface TracePage {
  readonly rows: readonly TraceRow[]
  /** Where the next page begins; null on the last one. */
  readonly next: string | null
}

export function traceStateOf(text: unknown): TraceState | null {
  return traceStates.find((state) => state === text) ?? null
}

/** '' is as good as nothing: MLflow writes both. */
export function previewOf(text: string | null | undefined): string | null {
  return text === null || text === undefined || text === '' ? null : text.slice(0, mostPreviewCharacters)
}

/** How many spans a trace has, as its metadata tell since MLflow 3.0; null when they do not. */
export function spanCountOf(sizeStats: string | null | undefined): number | null {
  const found = /"num_spans":\s*(\d+)/.exec(sizeStats ?? '')
  return found === null ? null : Number(found[1])
}

/** Keys of a trace's metadata that a row is made of. */
export const traceMetadataKeys = {
  inputs: 'mlflow.traceInputs',
  outputs: 'mlflow.traceOutputs',
  run: 'mlflow.sourceRun',
  sizes: 'mlflow.trace.sizeStats',
} as const
export const traceNameTag = 'mlflow.traceName'
