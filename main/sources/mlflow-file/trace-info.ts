import { previewOf, traceStateOf, type TraceState } from '../../../shared/model/trace'
import { numberOf, textOf } from '../yaml'
import type { YamlMap } from '../yaml'
import { filled } from './run-meta'

/** `<experiment>/traces/<id>/trace_info.yaml`: V2 of MLflow 2.13 to 3.0, and V3 since. */
export interface TraceInfo {
  readonly traceId: string
  readonly startedAt: number | null
  readonly durationMs: number | null
  readonly state: TraceState | null
  readonly requestPreview: string | null
  readonly responsePreview: string | null
}

/** Null when the mapping is not that of a trace. */
export function parseTraceInfo(map: YamlMap, folderName: string): TraceInfo | null {
  const traceId = filled(textOf(map, 'trace_id')) ?? filled(textOf(map, 'request_id'))
  if (traceId === null && !map.has('request_time') && !map.has('timestamp_ms')) return null
  return {
    traceId: traceId ?? folderName,
    startedAt: instantOf(textOf(map, 'request_time')) ?? numberOf(map, 'timestamp_ms'),
    durationMs: numberOf(map, 'execution_duration_ms') ?? numberOf(map, 'execution_time_ms'),
    state: traceStateOf(textOf(map, 'state') ?? textOf(map, 'status')),
    requestPreview: previewOf(textOf(map, 'request_preview')),
    responsePreview: previewOf(textOf(map, 'response_preview')),
  }
}

/** An RFC 3339 instant as protobuf writes it. Anything else, such as a bare year, is not one. */
export function instantOf(text: string | null): number | null {
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text)) return null
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
  return Number.isNaN(at) ? null : at
}
