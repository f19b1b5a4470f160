import { execFile } from 'node:child_process'
import { fail, ok, type Result } from '../../../shared/result'

/** Far above the 50 KB that ioreg prints of a graphics driver. */
const mostOutputBytes = 4 * 2 ** 20
const longestMs = 3_000

/** Runs a tool of the system once and gives what it printed; never throws. */
export function runCommand(file: string, args: readonly string[]): Promise<Result<string>> {
  return new Promise((resolve) => {
    const options = { timeout: longestMs, maxBuffer: mostOutputBytes, encoding: 'utf8' as const }
    execFile(file, [...args], options, (error, output) => {
      if (error === null) resolve(ok(output))
      else if ('code' in error && error.code === 'ENOENT') {
        resolve(fail('unsupported', `the tool ${file} is not on this machine`))
      } else resolve(fail('unavailable', `the tool ${file} gave no answer`, error.message))
    })
  })
}
