import type { Disposable } from '../../../shared/lifecycle'
import { fail, ok, type Result } from '../../../shared/result'
import { complete, type Library } from './libraries'

/** States that the system publishes by notify(3); reading one takes some 10 µs. */
export interface Notifications extends Disposable {
  /** Registered at the first call; null when the name cannot be watched. */
  state(name: string): number | null
}

export function openNotifications(library: Library): Result<Notifications> {
  const bound = complete(
    {
      notify_register_check: library.bind<(name: string, token: number[]) => number>(
        'uint32_t notify_register_check(const char *name, _Out_ int *token)',
      ),
      notify_get_state: library.bind<(token: number, state: (number | bigint)[]) => number>(
        'uint32_t notify_get_state(int token, _Out_ uint64_t *state)',
      ),
      notify_cancel: library.bind<(token: number) => number>('uint32_t notify_cancel(int token)'),
    },
    'libSystem',
  )
  if (!bound.ok) return fail(bound.error.code, bound.error.message)
  const calls = bound.value
  const tokens = new Map<string, number | null>()
  const tokenOf = (name: string): number | null => {
    const known = tokens.get(name)
    if (known !== undefined) return known
    const token = [0]
    const registered = calls.notify_register_check(name, token) === 0 ? (token[0] ?? null) : null
    tokens.set(name, registered)
    return registered
  }
  return ok({
    state(name) {
      const token = tokenOf(name)
      const state: (number | bigint)[] = [0]
      if (token === null || calls.notify_get_state(token, state) !== 0) return null
      return Number(state[0] ?? 0)
    },
    dispose() {
      for (const token of tokens.values()) if (token !== null) calls.notify_cancel(token)
      tokens.clear()
    },
  })
}
