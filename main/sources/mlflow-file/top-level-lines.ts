/**
 * The lines of those keys, and the indented ones that go on after each; a value cannot go on without indentation.
 * What is left is flat and short, whatever else the file holds.
 */
export function topLevelLines(text: string, keys: RegExp): string {
  const kept: string[] = []
  let isWanted = false
  const lines = text.split('\n')
  // The end of the last line is no line of its own; an empty one within a value is a line break of it.
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) {
    if (!/^(?:\s|$)/.test(line)) isWanted = keys.test(line)
    if (isWanted) kept.push(`${line}\n`)
  }
  return kept.join('')
}
