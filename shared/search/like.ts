/**
 * SQL's LIKE over a whole text: `%` stands for any characters, `_` for one; nothing escapes them. Takes at most time in
 * proportion to both lengths multiplied, whatever the pattern, which a regular expression made of it does not.
 */
export function isLike(text: string, pattern: string): boolean {
  let [at, place] = [0, 0]
  let [star, resumeAt] = [-1, 0]
  while (at < text.length) {
    const wanted = pattern[place]
    if (wanted === '%') {
      star = place++
      resumeAt = at
    } else if (wanted === '_') {
      at += widthAt(text, at)
      place++
    } else if (wanted !== undefined && wanted === text[at]) {
      at++
      place++
    } else if (star >= 0) {
      // The last % takes one character more.
      resumeAt += widthAt(text, resumeAt)
      at = resumeAt
      place = star + 1
    } else return false
  }
  while (pattern[place] === '%') place++
  return place === pattern.length
}

/** The same, for many texts. Without `_` the parts between the `%` are looked for one after the other, which is native. */
export function likeTest(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.split('%')
  const last = rest.pop()
  if (pattern.includes('_')) return (text) => isLike(text, pattern)
  if (last === undefined) return (text) => text === pattern
  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last)) return false
    let at = first.length
    for (const part of rest) {
      const found = text.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return at + last.length <= text.length
  }
}

/** 2 where a character takes two code units. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}
