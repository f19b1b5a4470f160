import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { maxAlertRows, type Alert, type AlertQuery } from '../../shared/model/alert'
import type { Rule } from '../../shared/model/rule'
import { describeThrown, fail, ok, type Result } from '../../shared/result'
import { alertsCsvHeader, alertsCsvLine } from '../../shared/rules/alerts-csv'
import { exportRules, importRules, type ImportedRules } from '../../shared/rules/exchange'
import { parseTolerantJson } from '../sources/evidently/tolerant-json'
import type { AlertLog } from '../store/alert-log'

/** Files that a person chose in a dialog: what the toolkit dumped, rules, and exports of both. */
const mostBytes = 64 * 1024 * 1024

/** Python's `json.dump` writes bare NaN, which JSON has not. */
export async function readToolkitFile(path: string): Promise<Result<unknown>> {
  const text = await readText(path)
  if (!text.ok) return text
  const parsed = parseTolerantJson(text.value)
  return parsed.ok ? parsed : fail('invalid-input', `${nameOf(path)}: ${parsed.error.message}`)
}

export async function readRulesFile(path: string): Promise<Result<ImportedRules>> {
  const text = await readText(path)
  if (!text.ok) return text
  const read = importRules(text.value)
  return read.ok ? read : fail(read.error.code, `${nameOf(path)}: ${read.error.message}`)
}

export function writeRulesFile(path: string, rules: readonly Rule[]): Promise<Result<null>> {
  return attempt(path, () => writeFile(path, exportRules(rules)))
}

/** Page by page, so that the other work of the thread has its turn. */
export function writeAlertsFile(
  path: string,
  format: 'json' | 'csv',
  log: Pick<AlertLog, 'list'>,
  query: AlertQuery,
): Promise<Result<null>> {
  return attempt(path, async () => {
    const file = await open(path, 'w')
    try {
      await file.write(format === 'csv' ? alertsCsvHeader : '[')
      for (let offset = 0; ; offset += maxAlertRows) {
        const { rows } = log.list({ ...query, offset, limit: maxAlertRows })
        if (rows.length > 0) await file.write(rows.map((row, index) => entry(row, offset + index)).join(''))
        if (rows.length < maxAlertRows) break
      }
      if (format === 'json') await file.write('\n]\n')
    } finally {
      await file.close()
    }
  })

  function entry(alert: Alert, index: number): string {
    if (format === 'csv') return alertsCsvLine(alert)
    return `${index === 0 ? '' : ','}\n${JSON.stringify(alert)}`
  }
}

async function readText(path: string): Promise<Result<string>> {
  try {
    const { size } = await stat(path)
    if (size > mostBytes) return fail('unsupported', `${nameOf(path)} is larger than 64 MB.`)
    return ok(await readFile(path, 'utf8'))
  } catch (thrown) {
    return fail('unavailable', `${nameOf(path)} cannot be read.`, describeThrown(thrown))
  }
}

async function attempt(path: string, write: () => Promise<unknown>): Promise<Result<null>> {
  try {
    await write()
    return ok(null)
  } catch (thrown) {
    return fail('unavailable', `${nameOf(path)} cannot be written there.`, describeThrown(thrown))
  }
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path
}
