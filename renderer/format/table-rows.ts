/** The first rows of CSV or TSV text (RFC 4180, and what spreadsheets make of it); a cut last row is left out. */
export function tableRows(
  text: string,
  separator: ',' | '\t' | ';',
  mostRows: number,
  isWhole: boolean,
): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  let quoteAt = 0
  let unclosed = 0
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (character === '"' && cell === '') {
      isQuoted = true
      quoteAt = at
    } else if (character === separator) {
      row.push(cell)
      cell = ''
    } else if (character === '\n' || character === '\r') {
      // Alone, a carriage return ends a line, too: old spreadsheets of the Mac write them so.
      if (character === '\r' && text[at + 1] === '\n') at += 1
      row.push(cell)
      cell = ''
      if (row.length > 1 || row[0] !== '') rows.push(row)
      row = []
      if (rows.length >= mostRows) return rows
    } else cell += character
    if (isQuoted && isWhole && at >= text.length - 1 && unclosed < mostUnclosed) {
      // Never closed, it is a character like any other: else all that follows would be one cell.
      isQuoted = false
      unclosed += 1
      cell = '"'
      at = quoteAt
    }
  }
  if (isWhole && (cell !== '' || row.length > 0)) rows.push([...row, cell])
  return rows
}

/** Each is looked for to the end of the file. */
const mostUnclosed = 20

const longestFirstLine = 100_000

/** Semicolons where a comma is the decimal sign. `beginning` is as much of the text as there is. */
export function separatorOf(path: string, beginning: string): ',' | '\t' | ';' {
  if (/\.tsv$/i.test(path)) return '\t'
  // What is in quotes separates nothing.
  const firstLine = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(beginning.slice(0, longestFirstLine))?.[0] ?? ''
  const bare = firstLine.replace(/"(?:[^"]|"")*"/g, '')
  const count = (separator: string) => bare.split(separator).length
  if (count('\t') > count(',')) return '\t'
  return count(';') > count(',') ? ';' : ','
}
