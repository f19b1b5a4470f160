import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { SceneColours } from '../charts/paint-scene'
import { hues, type Hue } from '../hardware/chart-specs'

// A custom property that holds light-dark() is resolved only where it is used as a colour.
function readColours(): SceneColours {
  const probe = document.createElement('span')
  document.body.append(probe)
  const style = getComputedStyle(probe)
  const colour = (token: string) => {
    probe.style.color = `var(--${token})`
    return style.color
  }
  const colours: SceneColours = {
    hues: Object.fromEntries(hues.map((hue) => [hue, colour(`hue-${hue}`)])) as Record<Hue, string>,
    text: colour('text'),
    textFaint: colour('text-faint'),
    line: colour('line'),
    span: colour('run-span'),
    surface: colour('surface-raised'),
    font: style.fontFamily,
  }
  probe.remove()
  return colours
}

/** The colours of the time charts; follows the theme and the contrast setting of the system. */
export function useSceneColours(): Readonly<ShallowRef<SceneColours>> {
  const colours = shallowRef(readColours())
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) =>
    window.matchMedia(query),
  )
  const update = () => (colours.value = readColours())
  for (const query of queries) query.addEventListener('change', update)
  onScopeDispose(() => {
    for (const query of queries) query.removeEventListener('change', update)
  })
  return colours
}
