import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { HardwareState } from '../../shared/contract'
import type { AppError } from '../../shared/result'
import { useClient } from '../bridge/client'

const keptSamples = 120

/** What the sampler last told, and the last minute of it. Replaced whole; untouched while the window is hidden. */
export const useHardwareStore = defineStore('hardware', () => {
  const client = useClient()
  const state = shallowRef<HardwareState | null>(null)
  const failure = shallowRef<AppError | null>(null)

  /** From bootstrap, or anew after the window was hidden. */
  function adopt(whole: HardwareState): void {
    failure.value = null
    state.value = whole
  }

  onScopeDispose(
    client.on('hardware', (next) => {
      // Nobody sees it: `refresh` brings the missed minute once somebody does.
      if (document.hidden) return
      state.value = { ...next, recent: withNewest(state.value?.recent ?? [], next.sample) }
    }),
  )

  async function refresh(): Promise<void> {
    const answer = await client.call('hardware.state', undefined)
    if (answer.ok) adopt(answer.value)
    else failure.value = answer.error
  }

  const onVisible = () => {
    if (!document.hidden && state.value !== null) void refresh()
  }
  document.addEventListener('visibilitychange', onVisible)
  onScopeDispose(() => document.removeEventListener('visibilitychange', onVisible))

  /** The error when the app refused, else null. */
  async function pause(isPaused: boolean): Promise<AppError | null> {
    const answer = await client.call('hardware.pause', { isPaused })
    return answer.ok ? null : answer.error
  }

  const sample = computed(() => state.value?.sample ?? null)
  const recent = computed(() => state.value?.recent ?? [])
  const machine = computed(() => state.value?.machine ?? null)
  const isPaused = computed(() => state.value?.isPaused ?? false)
  const isSimulated = computed(() => sample.value?.origin === 'simulated')

  return { state, failure, sample, recent, machine, isPaused, isSimulated, adopt, refresh, pause }
})

function withNewest(
  recent: HardwareState['recent'],
  sample: HardwareState['sample'],
): HardwareState['recent'] {
  // A push about a pause or a notice carries the sample that is already here.
  if (sample === null || sample.takenAt <= (recent.at(-1)?.takenAt ?? -Infinity)) return recent
  return [...recent.slice(1 - keptSamples), sample]
}
