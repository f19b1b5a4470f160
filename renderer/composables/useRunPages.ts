import type { RunQueryInput, RunRow } from '../../shared/model/run-query'
import { useClient } from '../bridge/client'
import { usePages, type Pages } from './usePages'

/** Everything of a query but its window. */
export type RunTableQuery = Omit<RunQueryInput, 'offset' | 'limit'>

export type RunPages = Pages<RunRow>

/** The run table's rows. An answer is shown once `admit` lets it. */
export function useRunPages(
  query: () => RunTableQuery,
  revision: () => number,
  admit?: (text: string, total: number) => Promise<void>,
): RunPages {
  const client = useClient()
  return usePages(query, revision, async (wanted, window) => {
    const answer = await client.call('runs.list', { ...wanted, ...window })
    if (answer.ok) await admit?.(wanted.text ?? '', answer.value.total)
    return answer
  })
}
