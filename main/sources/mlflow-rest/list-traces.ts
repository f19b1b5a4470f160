import type { TracePage, TraceQuery, TraceRow } from '../../../shared/model/trace'
import type { Endpoints } from './endpoints'
import { parseTrace } from './parse-trace'

/** One page as the server gives it. Its tokens are offsets: a trace that comes meanwhile shifts what follows. */
export async function listServerTraces(
  endpoints: Endpoints,
  { experimentId, after, limit }: TraceQuery,
  signal: AbortSignal,
): Promise<TracePage> {
  const rows: TraceRow[] = []
  const page = await endpoints.traces({
    experimentIds: [experimentId],
    token: after === null ? null : { text: after, passed: new Set(), emptyPages: 0 },
    size: limit,
    signal,
    take: (item) => {
      const row = parseTrace(item)
      if (row !== null) rows.push(row)
    },
  })
  return { rows, next: page?.nextToken?.text ?? null }
}
