import { fail, ok, type Result } from '../../../shared/result'
import { parseTolerantJson } from './tolerant-json'

/**
 * The data of a report within its HTML: `var evidently_dashboard_<32 hex> = {…}` (legacy) or `var metric_<32 hex> = {…}`
 * (v2), one JSON value in a script at about byte 127 000, after an icon font and before 3 MB of library. 0.4.6 – 0.4.31
 * and 0.7.0 – 0.7.5 wrap the whole page, escaped, into an iframe's `srcdoc`. Nothing is ever evaluated.
 */
export interface HtmlData {
  readonly family: 'legacy' | 'v2'
  readonly dashboard: unknown
}

export interface HtmlReader {
  /** Takes the next piece of the file; true once nothing more is needed. */
  push(piece: string): boolean
  /** The data, after the last piece. 'unsupported' when this is no report of Evidently at all. */
  finish(): Result<HtmlData>
}

/** The variable is looked for this far: what comes after is library. */
const longestHead = 2_000_000

const variable =
  /var\s{1,20}(evidently_dashboard|metric)_[0-9a-f]{32}\s{0,20}=\s{0,20}(?=\{\s{0,20}(?:"|&quot;|\}))/

export function createHtmlReader(): HtmlReader {
  let raw = ''
  let found: RegExpExecArray | null = null
  let value: ValueReader | null = null

  function push(piece: string): boolean {
    if (value !== null) return value.push(piece)
    raw += piece
    found = variable.exec(raw)
    if (found === null) return raw.length > longestHead
    const start = found.index + found[0].length
    value = /^\{\s*&/.test(raw.slice(start, start + 40))
      ? unescaping(createValueReader())
      : createValueReader()
    return value.push(raw.slice(start))
  }

  function finish(): Result<HtmlData> {
    if (raw === '') return fail('corrupt', 'The file is empty; it may still be being written.')
    if (found === null || value === null) {
      return fail('unsupported', 'This HTML file holds no report of Evidently that can be read.')
    }
    const text = value.finish()
    if (text === null)
      return fail('corrupt', 'The HTML report ends within its data; it may still be being written.')
    const parsed = parseTolerantJson(text)
    if (!parsed.ok) return parsed
    return ok({ family: found[1] === 'metric' ? 'v2' : 'legacy', dashboard: parsed.value })
  }

  return { push, finish }
}

interface ValueReader {
  push(piece: string): boolean
  /** The balanced value, or null when the text ended within it. */
  finish(): string | null
}

/** Finds where the JSON object that starts the text ends; strings may hold any bracket. */
function createValueReader(): ValueReader {
  let text = ''
  let at = 0
  let depth = 0
  let isInString = false
  let end: number | null = null
  return {
    push(piece) {
      text += piece
      for (; end === null && at < text.length; at++) {
        const code = text.charCodeAt(at)
        if (isInString) {
          // A backslash that ends the piece leaves `at` beyond it: the character it escapes is passed over all the same.
          if (code === 0x5c) at++
          else if (code === 0x22) isInString = false
        } else if (code === 0x22) isInString = true
        else if (code === 0x7b || code === 0x5b) depth++
        else if ((code === 0x7d || code === 0x5d) && --depth === 0) end = at + 1
      }
      return end !== null
    },
    finish: () => (end === null ? null : text.slice(0, end)),
  }
}

const entities = new Map([
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&#x27;', "'"],
  ['&#39;', "'"],
])

/** Undoes Python's `html.escape` piece by piece, an entity cut in two included. A bare quote ends the attribute. */
function unescaping(inner: ValueReader): ValueReader {
  let held = ''
  let ended = false
  return {
    push(piece) {
      if (ended) return true
      const text = held + piece
      const quote = text.indexOf('"')
      ended = quote !== -1
      const cut = ended ? quote : endOfWholeEntities(text)
      held = text.slice(cut)
      const isDone = inner.push(
        text
          .slice(0, cut)
          .replace(/&(?:quot|amp|lt|gt|#x27|#39);/g, (entity) => entities.get(entity) ?? entity),
      )
      return isDone || ended
    },
    finish: () => inner.finish(),
  }
}

function endOfWholeEntities(text: string): number {
  const last = text.lastIndexOf('&')
  return last > text.length - 6 && !text.includes(';', last) ? last : text.length
}
