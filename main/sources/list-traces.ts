import type { TracePage, TraceQuery } from '../../shared/model/trace'
import { fail, type Result } from '../../shared/result'
import type { Source } from './source'

/** A server may be slow; a store on disk answers within milliseconds, also one of 10 000 files. */
const patienceMs = 20_000

export function listTraces(source: Source | null, query: TraceQuery): Promise<Result<TracePage>> {
  if (source === null)
    return Promise.resolve(fail('unavailable', 'The store of this experiment has not been read yet.'))
  if (source.listTraces === undefined)
    return Promise.resolve(fail('unsupported', `${source.spec.location} is of a kind that keeps no traces.`))
  return source.listTraces(query, AbortSignal.timeout(patienceMs))
}
