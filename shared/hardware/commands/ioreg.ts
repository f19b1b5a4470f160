/**
 * One property dictionary of `ioreg -r -d 1 -w 0 -c CLASS` as text: `"key" = value` one a line, values being numbers,
 * "text", Yes/No, <data>, (lists) and {dictionaries} with `"key"=value` inside. A node per `+-o` line.
 */
export type IoregProperties = ReadonlyMap<string, unknown>

/** The nodes in order of appearance; a property that cannot be read is left out, the rest stays. */
export function parseIoreg(text: string): readonly IoregProperties[] {
  const nodes: Map<string, unknown>[] = []
  for (const line of text.split('\n')) {
    if (line.includes('+-o ')) {
      nodes.push(new Map())
      continue
    }
    const property = /^[\s|]*"((?:[^"\\]|\\.)*)" = (.*)$/.exec(line)
    const value = property?.[2] === undefined ? undefined : parseValue(property[2].trim())
    if (property?.[1] !== undefined && value !== undefined) nodes.at(-1)?.set(property[1], value)
  }
  return nodes
}

/** A battery's node is a few levels deep at most; deeper text is no property list of ioreg. */
const deepest = 16

function parseValue(text: string): unknown {
  const cursor = { text, at: 0 }
  const value = readValue(cursor, 0)
  return cursor.at >= text.length ? value : undefined
}

interface Cursor {
  readonly text: string
  at: number
}

function readValue(cursor: Cursor, depth: number): unknown {
  if (depth > deepest) return undefined
  const start = cursor.text[cursor.at]
  if (start === '{') return readList(cursor, '}', depth, true)
  if (start === '(') return readList(cursor, ')', depth, false)
  if (start === '<') return skipPast(cursor, '>')
  if (start === '"') return readText(cursor)
  const word = /^[^,{}()=]+/.exec(cursor.text.slice(cursor.at, cursor.at + 64))?.[0] ?? ''
  if (word === '') return undefined
  cursor.at += word.length
  if (word === 'Yes' || word === 'No') return word === 'Yes'
  // A negative current is printed as an unsigned 64-bit number, which a double would round by hundreds of mA.
  if (/^\d{16,20}$/.test(word)) return Number(BigInt.asIntN(64, BigInt(word)))
  const number = Number(word)
  return Number.isFinite(number) ? number : undefined
}

function readList(cursor: Cursor, end: string, depth: number, isDictionary: boolean): unknown {
  const entries = new Map<string, unknown>()
  const items: unknown[] = []
  cursor.at += 1
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== end) {
    const before = cursor.at
    if (isDictionary) {
      const key = readText(cursor)
      if (key === undefined || cursor.text[cursor.at] !== '=') return undefined
      cursor.at += 1
      entries.set(key, readValue(cursor, depth + 1))
    } else items.push(readValue(cursor, depth + 1))
    if (cursor.text[cursor.at] === ',') cursor.at += 1
    if (cursor.at === before) return undefined
  }
  if (cursor.at >= cursor.text.length) return undefined
  cursor.at += 1
  return isDictionary ? entries : items
}

function readText(cursor: Cursor): string | undefined {
  if (cursor.text[cursor.at] !== '"') return undefined
  const end = cursor.text.indexOf('"', cursor.at + 1)
  if (end < 0) return undefined
  const text = cursor.text.slice(cursor.at + 1, end)
  cursor.at = end + 1
  return text
}

/** Data is nothing that we show. */
function skipPast(cursor: Cursor, end: string): null {
  const at = cursor.text.indexOf(end, cursor.at)
  cursor.at = at < 0 ? cursor.text.length : at + 1
  return null
}
