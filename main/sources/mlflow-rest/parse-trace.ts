import {
  previewOf,
  spanCountOf,
  traceMetadataKeys,
  traceNameTag,
  traceStateOf,
  type TraceRow,
} from '../../../shared/model/trace'
import { fieldOf, recordOf } from '../evidently/untrusted'
import { numberOf, timeOf } from './numbers'
import { entriesOf, filledTextOf, idOf, itemsOf } from './parts'

/** A trace of `traces/search` (message TraceInfoV3), or of 2.x's `traces` (TraceInfo); null for what is none. */
export function parseTrace(value: unknown): TraceRow | null {
  const traceId = idOf(fieldOf(value, 'trace_id')) ?? idOf(fieldOf(value, 'request_id'))
  if (traceId === null) return null
  const tags = pairsOf(fieldOf(value, 'tags'))
  const metadata = pairsOf(fieldOf(value, 'trace_metadata') ?? fieldOf(value, 'request_metadata'))
  const state = traceStateOf(fieldOf(value, 'state') ?? fieldOf(value, 'status'))
  return {
    traceId,
    name: filledTextOf(tags.get(traceNameTag)),
    state,
    startedAt: instantOf(fieldOf(value, 'request_time')) ?? timeOf(fieldOf(value, 'timestamp_ms')),
    durationMs: state === 'IN_PROGRESS' ? null : durationIn(value),
    requestPreview:
      previewOf(filledTextOf(fieldOf(value, 'request_preview'))) ??
      previewOf(metadata.get(traceMetadataKeys.inputs)),
    responsePreview:
      previewOf(filledTextOf(fieldOf(value, 'response_preview'))) ??
      previewOf(metadata.get(traceMetadataKeys.outputs)),
    tags: Object.fromEntries(tags),
    runId: filledTextOf(metadata.get(traceMetadataKeys.run)),
    spanCount: spanCountOf(metadata.get(traceMetadataKeys.sizes)),
    assessmentCount: assessmentsOf(value),
  }
}

/** A server of 2.x says 0 of a trace that goes on, where its store has nothing. */
function durationIn(value: unknown): number | null {
  return durationOf(fieldOf(value, 'execution_duration')) ?? finiteOf(fieldOf(value, 'execution_time_ms'))
}

/** Which experiment a trace lies in. */
export function experimentOfTrace(value: unknown): string | null {
  const location = fieldOf(fieldOf(value, 'trace_location'), 'mlflow_experiment')
  return idOf(fieldOf(location, 'experiment_id')) ?? idOf(fieldOf(value, 'experiment_id'))
}

/** Since 3.0 a map, before that a list of pairs. */
function pairsOf(value: unknown): ReadonlyMap<string, string> {
  const map = Array.isArray(value) ? null : recordOf(value)
  return map === null
    ? entriesOf(value)
    : entriesOf(Object.entries(map).map(([key, own]) => ({ key, value: own })))
}

function instantOf(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : at
}

function finiteOf(value: unknown): number | null {
  const number = numberOf(value)
  return number !== null && Number.isFinite(number) ? number : null
}

/** Seconds as protobuf writes a Duration: `1.204s`. */
function durationOf(value: unknown): number | null {
  const seconds = typeof value === 'string' ? /^(-?\d+(?:\.\d+)?)s$/.exec(value)?.[1] : undefined
  return seconds === undefined ? null : Math.round(Number(seconds) * 1e6) / 1e3
}

/** An empty list is left out, and 2.x knows none at all; one that was edited stays, marked as no longer valid. */
function assessmentsOf(value: unknown): number | null {
  if (fieldOf(value, 'trace_location') === undefined) return null
  return itemsOf(fieldOf(value, 'assessments')).filter((one) => fieldOf(one, 'valid') !== false).length
}
