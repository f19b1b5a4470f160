import { readHead } from '../run-logs/read-head'
import { flatten, isJsonObject, jsonNumber, parsePythonJson } from '../run-logs/python-json'
import { delimiterOf, splitCells } from './csv-decoder'
import { isStepName } from './row'

/** Names that loggers give, and people with them. Whether such a file is a log its first line tells. */
const logName =
  /^(?:(?:train(?:ing)?|eval|val)[-_])?(?:metrics?|log|logs|log_history|history|progress|results)\.(jsonl|ndjson|csv|tsv)$/i

export function isMetricLogName(name: string): boolean {
  return logName.test(name)
}

export function isJsonl(name: string): boolean {
  return /\.(?:jsonl|ndjson)$/i.test(name)
}

const headBytes = 8_192

/** A table with a column of steps and another, or JSON lines the first of which has a step and a number beside it. */
export function isMetricLog(path: string): boolean {
  const [first = ''] = readHead(path, headBytes).split('\n')
  return isJsonl(path) ? isRecord(first) : isHeader(first)
}

function isHeader(line: string): boolean {
  const names = splitCells(line.replace(/^\uFEFF/, ''), delimiterOf(line))
  return names.length > 1 && names.some(isStepName)
}

function isRecord(line: string): boolean {
  const value = parsePythonJson(line)
  if (!isJsonObject(value)) return false
  const numbers: string[] = []
  flatten(value, (key, leaf) => jsonNumber(leaf) !== null && numbers.push(key))
  return numbers.length > 1 && numbers.some(isStepName)
}
