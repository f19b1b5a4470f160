import { fail, ok, type Result } from '../../../shared/result'

/** The largest file that is read whole. A v2 snapshot of 120 columns is 9 MB; beyond this the thread would stall. */
export const largestJsonBytes = 64 * 1024 * 1024

/** Reports nest about 12 levels; only hostile or broken files go further. */
const deepestNesting = 500

/**
 * JSON as Python's `json.dump` writes it: with bare `NaN`, `Infinity` and `-Infinity`, which `JSON.parse` refuses.
 * NaN becomes null ("not computed"); infinities stay numbers. Fails for text that ends early: reports are not written
 * atomically, so a watcher sees halves of them.
 */
export function parseTolerantJson(text: string): Result<unknown> {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  if (bare.trim() === '') return fail('corrupt', 'The file is empty; it may still be being written.')
  if (isTooDeep(bare)) return fail('corrupt', `The file nests more than ${deepestNesting} levels deep.`)
  const first = tryParse(bare)
  if (first.ok || !/NaN|Infinity/.test(bare)) return first
  return tryParse(replaceBareNumbers(bare))
}

function tryParse(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text) as unknown)
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown)
    return fail('corrupt', 'The file is not whole JSON; it may still be being written.', detail)
  }
}

/**
 * The engine parses any depth without recursion, but 64 MB of `[` would take gigabytes. A small text cannot, and is
 * spared the scan: nothing here walks a value deeper than it expects.
 */
function isTooDeep(text: string): boolean {
  if (text.length < 1_000_000) return false
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) at = endOfString(text, at)
    else if (code === 0x5b || code === 0x7b) depth++
    else if (code === 0x5d || code === 0x7d) depth--
    if (depth > deepestNesting) return true
  }
  return false
}

/** The position of the quote that ends the string which starts at `start`; the text's end when there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return text.length
}

/** `NaN` → `null`, `Infinity` → `1e999` (which parses to Infinity), outside strings only. */
function replaceBareNumbers(text: string): string {
  const parts: string[] = []
  let at = 0
  while (at < text.length) {
    const quote = text.indexOf('"', at)
    const end = quote === -1 ? text.length : quote
    parts.push(text.slice(at, end).replaceAll('NaN', 'null').replaceAll('Infinity', '1e999'))
    if (quote === -1) break
    at = endOfString(text, quote) + 1
    parts.push(text.slice(quote, at))
  }
  return parts.join('')
}
