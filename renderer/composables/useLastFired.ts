import { shallowRef, watch, type ShallowRef } from 'vue'
import { shownAt } from '../../shared/model/alert'
import { useClient } from '../bridge/client'

export interface LastFired {
  /** Epoch ms; null when it never fired, as far as alerts are kept. */
  readonly at: number | null
  readonly count: number
}

/** When each of some rules last raised an alert. Read one after the other, again when alerts have changed. */
export function useLastFired(
  ruleIds: () => readonly string[],
  revision: () => number,
): ShallowRef<ReadonlyMap<string, LastFired>> {
  const client = useClient()
  const found = shallowRef<ReadonlyMap<string, LastFired>>(new Map())
  let isReading = false
  let shouldReadAgain = false

  async function read(): Promise<void> {
    if (isReading) {
      shouldReadAgain = true
      return
    }
    isReading = true
    const next = new Map(found.value)
    for (const ruleId of ruleIds()) {
      const answer = await client.call('alerts.list', { ruleId, includeInhibited: true, limit: 1 })
      if (!answer.ok) break
      const { rows, total } = answer.value
      const [newest] = rows
      next.set(ruleId, { at: newest === undefined ? null : shownAt(newest), count: total })
    }
    found.value = next
    isReading = false
    if (!shouldReadAgain) return
    shouldReadAgain = false
    void read()
  }

  watch([() => ruleIds().join('\n'), revision], () => void read(), { immediate: true })
  return found
}
