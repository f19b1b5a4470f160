import type { RunQueryInput, RunRow } from '../../shared/model/run-query'
import { useClient } from '../bridge/client'
import { usePages, type Pages } from './usePages'

/** Everything of a query but its window. */
export type RunTableQuery = Omit<RunQueryInput, 'offset' | 'limit'>

export type RunPages = Pages<RunRow>

/** The run table's rows. */
export function useRunPages(query: () => RunTableQuery, revision: () => number): RunPages {
  const client = useClient()
  return usePages(query, revision, (wanted, window) => client.call('runs.list', { ...wanted, ...window }))
}
