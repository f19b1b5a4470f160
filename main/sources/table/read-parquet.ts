import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { parquetMetadataAsync, parquetRead, type AsyncBuffer } from 'hyparquet'
import type { DataColumn, DataTable } from '../../../shared/drift/data-column'
import { describeThrown, fail, ok, type Result } from '../../../shared/result'
import { uncompressSnappy } from './uncompress-snappy'

/** Beyond this a table does not fit beside everything else; a sample does. */
const mostCells = 20_000_000

/**
 * The flat columns of a parquet file as pandas writes it (snappy or uncompressed). Nested columns, and the index that
 * pandas adds, are left out.
 */
export async function readParquet(path: string): Promise<Result<DataTable>> {
  const file = openSync(path, 'r')
  try {
    const buffer = bufferOf(file)
    const metadata = await parquetMetadataAsync(buffer)
    const rowCount = Number(metadata.num_rows)
    const flat = metadata.schema.slice(1).filter((element) => element.num_children === undefined)
    const isNested = flat.length !== metadata.schema.length - 1
    const names = isNested ? topLevel(metadata.schema) : flat.map((element) => element.name)
    const wanted = names.filter((name) => !name.startsWith('__index_level_'))
    if (rowCount * wanted.length > mostCells) {
      return fail(
        'unavailable',
        `The table has ${rowCount} rows and ${wanted.length} columns; that is too large.`,
      )
    }
    const values = new Map(wanted.map((name) => [name, new Array<unknown>(rowCount).fill(null)]))
    await parquetRead({
      file: buffer,
      metadata,
      compressors: { SNAPPY: uncompressSnappy },
      columns: wanted,
      onChunk({ columnName, columnData, rowStart }) {
        const column = values.get(columnName)
        for (let at = 0; at < columnData.length; at++)
          if (column !== undefined) column[rowStart + at] = columnData[at]
      },
    })
    const types = new Map(flat.map((element) => [element.name, element.type ?? '']))
    const columns = [...values].map(([name, cells]) => columnOf(name, types.get(name) ?? '', cells))
    return ok({ columns: columns.filter((column) => column !== null), rowCount })
  } catch (thrown) {
    return fail('corrupt', 'The parquet file could not be read.', describeThrown(thrown))
  } finally {
    closeSync(file)
  }
}

function bufferOf(file: number): AsyncBuffer {
  const byteLength = fstatSync(file).size
  return {
    byteLength,
    slice(start, end = byteLength) {
      const bytes = new ArrayBuffer(Math.max(0, end - start))
      const count = readSync(file, new Uint8Array(bytes), 0, bytes.byteLength, start)
      return count === bytes.byteLength ? bytes : bytes.slice(0, count)
    },
  }
}

interface SchemaElement {
  readonly name: string
  readonly num_children?: number
}

/** Columns directly below the root that have no children: the schema is a tree in depth-first order. */
function topLevel(schema: readonly SchemaElement[]): readonly string[] {
  const names: string[] = []
  let at = 1
  while (at < schema.length) {
    const start = at
    for (let open = 1; open > 0 && at < schema.length; at++) open += (schema[at]?.num_children ?? 0) - 1
    const element = schema[start]
    if (element?.num_children === undefined && element !== undefined) names.push(element.name)
  }
  return names
}

/** Null for a column whose values have no meaning here (binary). */
function columnOf(name: string, type: string, cells: readonly unknown[]): DataColumn | null {
  const sample = cells.find((cell) => cell !== null && cell !== undefined)
  if (sample instanceof Date) return { name, kind: 'datetime', values: cells.map(dateText) }
  if (typeof sample === 'boolean') return { name, kind: 'boolean', values: cells.map(textOrNull) }
  if (typeof sample === 'string') return { name, kind: 'string', values: cells.map(textOrNull) }
  const isNumber = typeof sample === 'number' || typeof sample === 'bigint'
  if (!isNumber && sample !== undefined) return null
  const values = Float64Array.from(cells, (cell) =>
    cell === null || cell === undefined ? NaN : Number(cell),
  )
  const isInteger = type.startsWith('INT') && sample !== undefined && !values.some(Number.isNaN)
  return { name, kind: isInteger ? 'integer' : 'float', values }
}

function dateText(cell: unknown): string | null {
  return cell instanceof Date && !Number.isNaN(cell.getTime()) ? cell.toISOString() : null
}

function textOrNull(cell: unknown): string | null {
  return typeof cell === 'string' || typeof cell === 'boolean' ? String(cell) : null
}
