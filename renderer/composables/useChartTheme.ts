import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { ChartTheme } from '../charts/theme'

// A custom property that holds light-dark() is resolved only where it is used as a colour.
function readTheme(): ChartTheme {
  const probe = document.createElement('span')
  document.body.append(probe)
  const style = getComputedStyle(probe)
  const colour = (token: string) => {
    probe.style.color = `var(--${token})`
    return style.color
  }
  const theme: ChartTheme = {
    text: colour('text'),
    textFaint: colour('text-faint'),
    line: colour('line'),
    lineStrong: colour('line-strong'),
    surface: colour('surface-popover'),
    series: colour('accent'),
    danger: colour('bad'),
    font: style.fontFamily,
  }
  probe.remove()
  return theme
}

/** Follows the theme and the contrast setting of the system. */
export function useChartTheme(): Readonly<ShallowRef<ChartTheme>> {
  const theme = shallowRef(readTheme())
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) =>
    window.matchMedia(query),
  )
  const update = () => (theme.value = readTheme())
  for (const query of queries) query.addEventListener('change', update)
  onScopeDispose(() => {
    for (const query of queries) query.removeEventListener('change', update)
  })
  return theme
}
