import type { DataColumn, DataTable } from '../../../shared/drift/data-column'
import { fail, ok, type Result } from '../../../shared/result'

/** What pandas' `read_csv` takes for a missing value. */
const missing = new Set(
  `#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null`.split(
    '|',
  ),
)
missing.add('')

const integer = /^[+-]?\d{1,15}$/
const float = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?)$/i
const boolean = /^(?:true|false)$/i

/**
 * A table with a header line, read as pandas reads it: quotes as in RFC 4180, the delimiter (`,` `;` tab or `|`) by the
 * header, types by content. A line with more fields than the header fails; one with fewer lacks values.
 */
export function parseCsv(text: string): Result<DataTable> {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const rows = splitRows(bare, delimiterOf(bare))
  const header = rows.shift()
  if (header === undefined || bare.trim() === '') return fail('corrupt', 'The file holds no table.')
  const tooLong = rows.findIndex((row) => row.length > header.length)
  if (tooLong !== -1) {
    return fail(
      'corrupt',
      `Row ${tooLong + 1} has ${rows[tooLong]?.length ?? 0} fields, the header ${header.length}.`,
    )
  }
  const names = uniqueNames(header)
  const columns = names.map((name, at) =>
    columnOf(
      name,
      rows.map((row) => {
        const cell = row[at]
        return cell === undefined || missing.has(cell.trim()) ? null : cell
      }),
    ),
  )
  return ok({ columns, rowCount: rows.length })
}

function delimiterOf(text: string): string {
  const end = text.search(/[\r\n]/)
  const header = (end === -1 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|'].map((each) => [each, header.split(each).length] as const)
  return counts.reduce((best, each) => (each[1] > best[1] ? each : best))[0]
}

/** Lines without any content are left out, as pandas does. */
function splitRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at <= text.length) {
    const [cell, end] = text[at] === '"' ? quotedCell(text, at, delimiter) : plainCell(text, at, delimiter)
    row.push(cell)
    const next = text[end]
    at = end + (next === '\r' && text[end + 1] === '\n' ? 2 : 1)
    if (next === delimiter) continue
    if (row.length > 1 || cell !== '') rows.push(row)
    row = []
  }
  return rows
}

function plainCell(text: string, start: number, delimiter: string): readonly [string, number] {
  let end = start
  while (end < text.length) {
    const each = text[end]
    if (each === delimiter || each === '\n' || each === '\r') break
    end++
  }
  return [text.slice(start, end), end]
}

/** A quote that never closes takes the rest of the text; what follows a closed one belongs to the cell, as it stands. */
function quotedCell(text: string, start: number, delimiter: string): readonly [string, number] {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
  if (end === -1) return [text.slice(start + 1), text.length]
  const [rest, restEnd] = plainCell(text, end + 1, delimiter)
  return [text.slice(start + 1, end).replaceAll('""', '"') + rest, restEnd]
}

/** `a, a` → `a, a.1`; a column without a name is `Unnamed: <position>`. */
function uniqueNames(header: readonly string[]): readonly string[] {
  const seen = new Map<string, number>()
  return header.map((raw, at) => {
    const name = raw.trim() === '' ? `Unnamed: ${at}` : raw
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return count === 0 ? name : `${name}.${count}`
  })
}

function columnOf(name: string, cells: readonly (string | null)[]): DataColumn {
  const present = cells.filter((cell) => cell !== null)
  const all = (pattern: RegExp): boolean => present.every((cell) => pattern.test(cell.trim()))
  if (present.length > 0 && all(boolean)) return { name, kind: 'boolean', values: cells }
  if (!all(float)) return { name, kind: 'string', values: cells }
  const isInteger = present.length === cells.length && cells.length > 0 && all(integer)
  return { name, kind: isInteger ? 'integer' : 'float', values: Float64Array.from(cells, numberOf) }
}

function numberOf(cell: string | null): number {
  if (cell === null) return NaN
  const text = cell.trim()
  if (!/inf/i.test(text)) return Number(text)
  return text.startsWith('-') ? -Infinity : Infinity
}
