import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { fail, type Result } from '../../../shared/result'
import { fileFault } from './file-fault'
import { createHtmlReader, type HtmlData } from './html-data'
import { parseReportHtml, parseReportJson, type ParsedReport } from './parse-report'
import { largestJsonBytes } from './tolerant-json'

/** The data of most reports ends within the first 256 kB of 3.7 MB; the pieces grow for those that go on. */
const firstPieceBytes = 256 * 1024
const largestPieceBytes = 8 * 1024 * 1024

/** Reads and parses one file. 'unsupported' means that it is something else, which is no fault. */
export function readReportFile(path: string, sizeBytes: number): Result<ParsedReport> {
  const name = basename(path)
  try {
    if (/\.html?$/i.test(path)) return readHtmlFile(path)
    if (sizeBytes > largestJsonBytes) {
      return fail(
        'unavailable',
        `${name} has ${megabytes(sizeBytes)} MB; reports up to ${megabytes(largestJsonBytes)} MB are read.`,
      )
    }
    return parseReportJson(readFileSync(path, 'utf8'))
  } catch (thrown) {
    return fileFault(thrown, name)
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}

function readHtmlFile(path: string): Result<ParsedReport> {
  const data = readHead(path)
  const found = !data.ok && data.error.code === 'unsupported' ? readDataBeside(path, data) : data
  return found.ok ? { ok: true, value: parseReportHtml(found.value) } : found
}

function readHead(path: string): Result<HtmlData> {
  const reader = createHtmlReader()
  const decoder = new StringDecoder('utf8')
  const file = openSync(path, 'r')
  try {
    let pieceBytes = firstPieceBytes
    for (let position = 0; position < largestJsonBytes;) {
      const buffer = Buffer.allocUnsafe(pieceBytes)
      const count = readSync(file, buffer, 0, pieceBytes, position)
      if (count === 0 || reader.push(decoder.write(buffer.subarray(0, count)))) break
      // The second piece is as large as all before, so that the text is put together a few times only.
      pieceBytes = Math.min(largestPieceBytes, position === 0 ? pieceBytes : pieceBytes * 2)
      position += count
    }
  } finally {
    closeSync(file)
  }
  return reader.finish()
}

/** `save_html(mode="folder")` leaves the data in `js/<file>.data.js`; the path within the page is another machine's. */
function readDataBeside(path: string, refusal: Result<HtmlData>): Result<HtmlData> {
  try {
    return readHead(join(dirname(path), 'js', `${basename(path)}.data.js`))
  } catch {
    return refusal
  }
}
