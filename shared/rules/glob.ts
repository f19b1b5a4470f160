/** Whether text matches a pattern with `*` (any letters) and `?` (one). Capitals do not matter. */
export function globMatches(pattern: string, text: string): boolean {
  if (pattern === '*') return true
  return matches(pattern.toLowerCase(), text.toLowerCase())
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
