import type { AlertQueryInput, ListedAlert } from '../../shared/model/alert'
import type { AppError } from '../../shared/result'
import { useClient } from '../bridge/client'
import { usePages, type Pages } from './usePages'

/** Everything of a query but its window. */
export type AlertListQuery = Omit<AlertQueryInput, 'offset' | 'limit'>

export interface AlertPages extends Pages<ListedAlert> {
  /** Every alert that the query finds, on screen or not: for acting on all of them. */
  readonly allIds: () => Promise<{ readonly ids: readonly string[]; readonly error: AppError | null }>
}

const idsPerCall = 500
/** As many as one action takes. */
const mostIds = 20_000

/** The inbox's rows. */
export function useAlertPages(query: () => AlertListQuery, revision: () => number): AlertPages {
  const client = useClient()
  const pages = usePages(query, revision, (wanted, window) =>
    client.call('alerts.list', { ...wanted, ...window }),
  )

  async function allIds() {
    const wanted = query()
    const ids = new Set<string>()
    for (let offset = 0; offset < mostIds; offset += idsPerCall) {
      const answer = await client.call('alerts.list', { ...wanted, offset, limit: idsPerCall })
      if (!answer.ok) return { ids: [], error: answer.error }
      for (const { id } of answer.value.rows) ids.add(id)
      if (offset + idsPerCall >= answer.value.total) break
    }
    return { ids: [...ids], error: null }
  }

  return { ...pages, allIds }
}
