import { onScopeDispose, ref, watch, type Ref } from 'vue'
import type { Timer } from '../../shared/clock'
import { useClock } from './useClock'

/** True once `flag` has been true for `ms` without a break: a skeleton for a wait nobody notices is a flicker. */
export function useDelayed(flag: () => boolean, ms = 150): Readonly<Ref<boolean>> {
  const clock = useClock()
  const isLate = ref(false)
  let timer: Timer | null = null
  const stop = () => {
    timer?.dispose()
    timer = null
    isLate.value = false
  }
  watch(
    flag,
    (isOn) => {
      stop()
      if (isOn) timer = clock.after(ms, () => (isLate.value = true))
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return isLate
}
