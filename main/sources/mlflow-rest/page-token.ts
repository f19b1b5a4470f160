/** Where the next page begins. */
export interface PageToken {
  readonly text: string
  /** Tokens of this listing so far; its pages share them. */
  readonly passed: Set<string>
  readonly emptyPages: number
}

/** Filters on a server can leave pages empty, but not so many. */
const mostEmptyPages = 500

/** A token that comes again would have us ask for ever; the one that was just used counts as the end. */
export function tokenAfter(
  used: PageToken | null,
  text: string | null,
  count: number,
): PageToken | null | 'endless' {
  if (text === null || text === used?.text) return null
  const emptyPages = count > 0 ? 0 : (used?.emptyPages ?? 0) + 1
  if (used?.passed.has(text) === true || emptyPages > mostEmptyPages) return 'endless'
  return { text, passed: (used?.passed ?? new Set()).add(text), emptyPages }
}
