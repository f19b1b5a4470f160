import { computed } from 'vue'
import { axisModes, type AxisMode } from '../../shared/series/curve'
import { useStored } from './useStored'

/** How metric charts are drawn, on every page the same and remembered. */
export function useChartChoice() {
  const axis = useStored<AxisMode>('chart-axis', 'step', (v): v is AxisMode =>
    axisModes.some((mode) => mode === v),
  )
  const isLog = useStored('chart-log', false, (v): v is boolean => typeof v === 'boolean')
  const smoothing = useStored(
    'chart-smoothing',
    0,
    (v): v is number => typeof v === 'number' && v >= 0 && v < 1,
  )
  const choice = computed(() => ({ axis: axis.value, isLog: isLog.value, smoothing: smoothing.value }))
  return { axis, isLog, smoothing, choice }
}
