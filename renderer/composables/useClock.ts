import { inject, type InjectionKey } from 'vue'
import { systemClock, type Clock } from '../../shared/clock'

export const clockKey: InjectionKey<Clock> = Symbol('clock')

export function useClock(): Clock {
  return inject(clockKey, systemClock)
}
