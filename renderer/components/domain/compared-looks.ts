import type { Hue } from '../../hardware/chart-specs'

/** How the runs that are compared are told apart: by a letter, which a colour only supports. */
export const comparedLooks: readonly { readonly letter: string; readonly hue: Hue }[] = [
  { letter: 'A', hue: 'blue' },
  { letter: 'B', hue: 'orange' },
  { letter: 'C', hue: 'green' },
  { letter: 'D', hue: 'pink' },
  { letter: 'E', hue: 'violet' },
  { letter: 'F', hue: 'cyan' },
]

/** More lines in one chart, or columns in one table, are not read any more. */
export const mostComparedRuns = comparedLooks.length
