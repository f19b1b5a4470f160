import { parsePythonFloat } from '../mlflow-file/python-number'
import { createLineDecoder } from '../run-logs/line-decoder'
import type { LogDecoder, RunSink } from '../run-logs/log-format'
import { createRowTaker, type Cell } from './row'

const delimiters = [',', '\t', ';', '|'] as const

/**
 * A table that grows at its end. A row with fewer cells than the header lacks the last ones; one with more is none of
 * the table's. A header in the middle (training that was started again appends one) begins another table.
 */
export function createCsvDecoder(sink: RunSink): LogDecoder {
  let names: readonly string[] | null = null
  let delimiter = ','
  const takeRow = createRowTaker(sink)
  return createLineDecoder({
    line(text) {
      if (text.trim() === '') return
      if (names === null) {
        delimiter = delimiterOf(text)
        names = splitCells(text, delimiter).map((name) => name.trim())
        return
      }
      const texts = splitCells(text, delimiter)
      if (texts.length === names.length && texts.every((cell, at) => cell.trim() === names?.[at])) return
      if (texts.length > names.length || (texts.length === 1 && names.length > 1)) {
        sink.malformed()
        return
      }
      const cells = texts.map((cell, at) => [names?.[at] ?? '', cellOf(cell)] as const)
      if (!takeRow(cells)) sink.malformed()
    },
    overlong: () => sink.malformed(),
  })
}

export function delimiterOf(header: string): string {
  const count = (delimiter: string) => splitCells(header, delimiter).length
  return delimiters.reduce<string>((best, each) => (count(each) > count(best) ? each : best), ',')
}

/** `2024_11` is a number to Python's float(), which no writer of tables uses: it is a name there. */
function cellOf(text: string): Cell {
  const bare = text.trim()
  if (bare === '') return null
  return bare.includes('_') ? bare : (parsePythonFloat(bare) ?? bare)
}

/** Cells of one line, with quotes as in RFC 4180; a quoted line break, which no number needs, ends the cell. */
export function splitCells(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter)
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? ''
    if (isQuoted && character === '"' && line[at + 1] === '"') {
      cell += '"'
      at++
    } else if (character === '"') isQuoted = !isQuoted
    else if (character === delimiter && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += character
  }
  return [...cells, cell]
}
