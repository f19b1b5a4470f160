import { onScopeDispose, ref, type Ref } from 'vue'
import { useClock } from './useClock'

/** The time now, epoch ms, moving every `everyMs` while the window is visible. */
export function useNow(everyMs: number): Readonly<Ref<number>> {
  const clock = useClock()
  const now = ref(clock.now())
  const timer = clock.every(everyMs, () => {
    if (!document.hidden) now.value = clock.now()
  })
  const onVisible = () => {
    if (!document.hidden) now.value = clock.now()
  }
  document.addEventListener('visibilitychange', onVisible)
  onScopeDispose(() => {
    timer.dispose()
    document.removeEventListener('visibilitychange', onVisible)
  })
  return now
}
