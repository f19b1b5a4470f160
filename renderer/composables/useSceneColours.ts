import type { ShallowRef } from 'vue'
import type { SceneColours } from '../charts/paint-scene'
import { hues, type Hue } from '../hardware/chart-specs'
import { useThemeColours } from './useThemeColours'

/** The colours of the time charts. */
export function useSceneColours(): Readonly<ShallowRef<SceneColours>> {
  return useThemeColours(({ colour, font }) => ({
    hues: Object.fromEntries(hues.map((hue) => [hue, colour(`hue-${hue}`)])) as Record<Hue, string>,
    text: colour('text'),
    textFaint: colour('text-faint'),
    line: colour('line'),
    span: colour('run-span'),
    surface: colour('surface-raised'),
    font,
  }))
}
