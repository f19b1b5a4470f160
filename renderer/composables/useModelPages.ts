import type { ModelQueryInput, ModelRow } from '../../shared/model/model-query'
import { useClient } from '../bridge/client'
import { usePages, type Pages } from './usePages'

export type ModelPages = Pages<ModelRow>

/** The model table's rows. */
export function useModelPages(
  query: () => Omit<ModelQueryInput, 'offset' | 'limit'>,
  revision: () => number,
): ModelPages {
  const client = useClient()
  return usePages(query, revision, (wanted, window) => client.call('models.list', { ...wanted, ...window }))
}
