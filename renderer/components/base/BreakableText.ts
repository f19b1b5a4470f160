import { Fragment, h, type FunctionalComponent } from 'vue'

/** A page of text has spaces to break at. */
const mostLetters = 2_000

/** A metric's name or a path that, where it has to go on in the next line, does so after a `_` or `/`, not within a word. */
export const BreakableText: FunctionalComponent<{ text: string }> = ({ text }) => {
  if (text.length > mostLetters) return text
  const parts = text.split(/(?<=[_/])(?=[^_/])/)
  return h(
    Fragment,
    parts.flatMap((part, at) => (at === 0 ? [part] : [h('wbr'), part])),
  )
}
BreakableText.props = ['text']
