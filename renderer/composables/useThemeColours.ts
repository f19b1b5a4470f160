import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** What a reader of colours gets: the colour of a token of tokens.css as the browser resolves it, and the font. */
export interface ThemeStyle {
  readonly colour: (token: string) => string
  readonly font: string
}

/** What `read` makes of the theme, for things drawn on a canvas; follows the theme and the contrast of the system. */
export function useThemeColours<T>(read: (style: ThemeStyle) => T): Readonly<ShallowRef<T>> {
  const colours = shallowRef(readWith(read))
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((query) =>
    window.matchMedia(query),
  )
  const update = () => (colours.value = readWith(read))
  for (const query of queries) query.addEventListener('change', update)
  onScopeDispose(() => {
    for (const query of queries) query.removeEventListener('change', update)
  })
  return colours
}

// A custom property that holds light-dark() is resolved only where it is used as a colour.
function readWith<T>(read: (style: ThemeStyle) => T): T {
  const probe = document.createElement('span')
  document.body.append(probe)
  const style = getComputedStyle(probe)
  const colour = (token: string) => {
    probe.style.color = `var(--${token})`
    return style.color
  }
  const result = read({ colour, font: style.fontFamily })
  probe.remove()
  return result
}
