import { readFileSync, statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { DataTable } from '../../../shared/drift/data-column'
import { describeThrown, fail, type Result } from '../../../shared/result'
import { parseCsv } from './parse-csv'
import { readParquet } from './read-parquet'

const largestCsvBytes = 200 * 1024 * 1024

/** A table of plain data, by its extension: `.csv`, `.tsv`, `.txt` or `.parquet`. */
export async function readTable(path: string): Promise<Result<DataTable>> {
  const name = basename(path)
  try {
    switch (extname(path).toLowerCase()) {
      case '.parquet':
      case '.pq':
        return await readParquet(path)
      case '.csv':
      case '.tsv':
      case '.txt':
        return statSync(path).size > largestCsvBytes
          ? fail('unavailable', `${name} is larger than 200 MB.`)
          : parseCsv(readFileSync(path, 'utf8'))
      default:
        return fail('unsupported', `${name} is neither CSV nor parquet.`)
    }
  } catch (thrown) {
    return fail('unavailable', `${name} could not be read.`, describeThrown(thrown))
  }
}
