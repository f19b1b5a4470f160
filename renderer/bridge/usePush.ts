import { onScopeDispose } from 'vue'
import type { AppContract } from '../../shared/contract'
import type { PushName, PushPayload } from '../../shared/rpc'
import { useClient } from './client'

/** Listens for as long as the calling component or store lives. */
export function usePush<N extends PushName<AppContract>>(
  name: N,
  listen: (payload: PushPayload<AppContract, N>) => void,
): void {
  onScopeDispose(useClient().on(name, listen))
}
