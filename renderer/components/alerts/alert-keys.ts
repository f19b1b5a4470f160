/** What keys ask to be done with the selected alerts, or with the current one. */
export type AlertKey = 'acknowledge' | 'mute' | 'resolve' | 'undo' | 'select-all'

export const actionKeys: Readonly<Record<string, AlertKey>> = {
  e: 'acknowledge',
  m: 'mute',
  r: 'resolve',
  u: 'undo',
}

interface Place {
  readonly at: number
  readonly last: number
  /** As many rows as a page moves by. */
  readonly onScreen: number
}

/** The row that a key leads to, which may lie beyond the end; undefined for any other key. */
export function rowFor(key: string, { at, last, onScreen }: Place): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
    case 'J':
      return at + 1
    case 'ArrowUp':
    case 'k':
    case 'K':
      return Math.max(0, at - 1)
    case 'Home':
      return 0
    case 'End':
      return last
    case 'PageDown':
      return at + onScreen
    case 'PageUp':
      return at - onScreen
    default:
      return undefined
  }
}
