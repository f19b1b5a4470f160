interface Compiled {
  readonly lower: string
  /** Plain ASCII without wildcards: a text of another length cannot match, whatever its capitals. */
  readonly isPlain: boolean
}

/** A rule's patterns are asked thousands of times a second. */
const compiled = new Map<string, Compiled>()
const mostCompiled = 2_000

function compile(pattern: string): Compiled {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  if (compiled.size >= mostCompiled) compiled.clear()
  const made = { lower: pattern.toLowerCase(), isPlain: /^[ -)+->@-~]*$/.test(pattern) }
  compiled.set(pattern, made)
  return made
}

/** Whether text matches a pattern with `*` (any letters) and `?` (one). Capitals do not matter. */
export function globMatches(pattern: string, text: string): boolean {
  if (pattern === '*') return true
  const { lower, isPlain } = compile(pattern)
  if (isPlain) return text.length === lower.length && text.toLowerCase() === lower
  return matches(lower, text.toLowerCase())
}

// Greedy with one step back to the last star: linear in practice, so that no pattern can hang the app.
function matches(pattern: string, text: string): boolean {
  let at = 0
  let from = 0
  let star = -1
  let mark = 0
  while (from < text.length) {
    const wanted = pattern[at]
    if (wanted === '*') {
      star = at++
      mark = from
    } else if (wanted === '?' || wanted === text[from]) {
      at++
      from++
    } else if (star >= 0) {
      at = star + 1
      from = ++mark
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
