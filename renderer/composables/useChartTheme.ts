import type { ShallowRef } from 'vue'
import type { ChartTheme } from '../charts/theme'
import { useThemeColours } from './useThemeColours'

/** The colours of ECharts' charts. */
export function useChartTheme(): Readonly<ShallowRef<ChartTheme>> {
  return useThemeColours(({ colour, font }) => ({
    text: colour('text'),
    textFaint: colour('text-faint'),
    line: colour('line'),
    lineStrong: colour('line-strong'),
    surface: colour('surface-popover'),
    series: colour('accent'),
    danger: colour('bad'),
    font,
  }))
}
