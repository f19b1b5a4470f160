/**
 * Where the parts of a JSON document lie in its text. Nothing is turned into values: a tree shows each number as the file
 * has it (12345678901234567890, 1.10 and 1e400 are none of JavaScript's), every member of a name that occurs twice, and all in
 * the order of the file. Python's bare NaN and Infinity are taken, which `JSON.parse` refuses.
 */
export interface JsonDocument {
  readonly text: string
  readonly root: JsonPart
  /** The first `most` members of an object or list, none of anything else. */
  membersOf(part: JsonPart, most: number): readonly JsonMember[]
}

export interface JsonPart {
  readonly kind: 'object' | 'list' | 'text' | 'number' | 'word'
  /** Its place in the text, the end excluded. */
  readonly from: number
  readonly to: number
  /** Members of an object or list, else 0. */
  readonly count: number
  /** Of objects and lists: which one of the document's it is, in the order of their brackets. */
  readonly index: number
}

export interface JsonMember {
  /** Null in lists. */
  readonly name: string | null
  readonly part: JsonPart
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Null for what is no JSON document. One pass, no recursion: 10 000 levels are as good as one. */
export function scanJson(text: string): JsonDocument | null {
  const containers = new Containers()
  let at = afterSpace(text, 0)
  for (;;) {
    // A value begins here.
    const code = text.charCodeAt(at)
    if (code === openObject || code === openList) {
      containers.begin(code)
      at = afterSpace(text, at + 1)
      if (text.charCodeAt(at) === closing(code)) at = containers.end(at + 1)
    } else {
      at = endOfScalar(text, at)
      if (at < 0) return null
      containers.count()
    }
    // It ended, unless it was opened just now; and so may what it is in.
    while (containers.hasMembers()) {
      at = afterSpace(text, at)
      const next = text.charCodeAt(at)
      if (next === comma) {
        at = afterSpace(text, at + 1)
        break
      }
      if (next !== closing(containers.kind())) return null
      at = containers.end(at + 1)
    }
    if (containers.isAtTop())
      return afterSpace(text, at) === text.length ? documentOf(text, containers) : null
    if (containers.kind() === openObject) {
      at = afterName(text, at)
      if (at < 0) return null
    }
  }
}

function closing(kind: number): number {
  return kind === openObject ? closeObject : closeList
}

/** Space, tab and line ends: nothing else is blank to JSON. */
function afterSpace(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;)
    code = text.charCodeAt((at += 1))
  return at
}

/** From a member's name to where its value begins; -1 when there is none. */
function afterName(text: string, from: number): number {
  const end = text.charCodeAt(from) === quote ? endOfString(text, from) : -1
  if (end < 0) return -1
  const at = afterSpace(text, end)
  return text.charCodeAt(at) === colon ? afterSpace(text, at + 1) : -1
}

const bareWord = /(?:-?Infinity|NaN|true|false|null)(?![\w.+-])/y

function endOfScalar(text: string, from: number): number {
  const code = text.charCodeAt(from)
  if (code === quote) return endOfString(text, from)
  const end = code === minus || isDigit(code) ? endOfNumber(text, from) : -1
  if (end >= 0) return end
  bareWord.lastIndex = from
  return bareWord.test(text) ? bareWord.lastIndex : -1
}

const [minus, plus, point, zero] = [0x2d, 0x2b, 0x2e, 0x30]

function isDigit(code: number): boolean {
  return code >= zero && code <= 0x39
}

function afterDigits(text: string, from: number): number {
  let at = from
  while (isDigit(text.charCodeAt(at))) at += 1
  return at
}

/** By hand: a large file is mostly numbers. */
function endOfNumber(text: string, from: number): number {
  const whole = text.charCodeAt(from) === minus ? from + 1 : from
  let at = text.charCodeAt(whole) === zero ? whole + 1 : afterDigits(text, whole)
  if (at === whole) return -1
  if (text.charCodeAt(at) === point) {
    const end = afterDigits(text, at + 1)
    if (end === at + 1) return -1
    at = end
  }
  const mark = text.charCodeAt(at)
  if (mark !== 0x65 && mark !== 0x45) return at
  const sign = text.charCodeAt(at + 1)
  const power = sign === plus || sign === minus ? at + 2 : at + 1
  const end = afterDigits(text, power)
  return end === power ? -1 : end
}

const escape = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y

/** After the closing quote; -1 when there is none, or when something in between may not be there. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) return at + 1
    if (code < 0x20) return -1
    if (code !== backslash) continue
    escape.lastIndex = at
    if (!escape.test(text)) return -1
    at = escape.lastIndex - 1
  }
  return -1
}

/** Every object and list, in the order of their opening brackets, in columns: a file of 5 MB may hold millions of them. */
class Containers {
  ends = new Int32Array(64)
  counts = new Int32Array(64)
  /** The container that comes after all that are inside; while it is open, the one that it is in. */
  nexts = new Int32Array(64)
  #kinds = new Uint8Array(64)
  #size = 0
  #open = -1

  begin(kind: number): void {
    if (this.#size === this.ends.length) this.#grow()
    const index = this.#size
    this.#size += 1
    this.#kinds[index] = kind
    this.nexts[index] = this.#open
    this.#open = index
  }

  /** Closes the innermost one; gives `to` back. */
  end(to: number): number {
    const index = this.#open
    this.#open = this.nexts[index] ?? -1
    this.ends[index] = to
    this.nexts[index] = this.#size
    this.count()
    return to
  }

  /** One more value in the innermost one. */
  count(): void {
    if (this.#open >= 0) this.counts[this.#open] = (this.counts[this.#open] ?? 0) + 1
  }

  kind(): number {
    return this.#kinds[this.#open] ?? 0
  }

  isAtTop(): boolean {
    return this.#open < 0
  }

  hasMembers(): boolean {
    return this.#open >= 0 && this.counts[this.#open] !== 0
  }

  #grow(): void {
    const [ends, counts, nexts, kinds] = [this.ends, this.counts, this.nexts, this.#kinds]
    const size = 2 * ends.length
    this.ends = new Int32Array(size)
    this.counts = new Int32Array(size)
    this.nexts = new Int32Array(size)
    this.#kinds = new Uint8Array(size)
    this.ends.set(ends)
    this.counts.set(counts)
    this.nexts.set(nexts)
    this.#kinds.set(kinds)
  }
}

function documentOf(text: string, { ends, counts, nexts }: Containers): JsonDocument {
  const partAt = (from: number, index: number): JsonPart => {
    const code = text.charCodeAt(from)
    if (code === openObject || code === openList) {
      const kind = code === openObject ? 'object' : 'list'
      return { kind, from, to: ends[index] ?? from, count: counts[index] ?? 0, index }
    }
    const kind = code === quote ? 'text' : /[\d-]/.test(text[from] ?? '') ? 'number' : 'word'
    return { kind, from, to: endOfScalar(text, from), count: 0, index: -1 }
  }
  return {
    text,
    root: partAt(afterSpace(text, 0), 0),
    membersOf(part, most) {
      const members: JsonMember[] = []
      const isObject = part.kind === 'object'
      let at = part.from + 1
      let index = part.index + 1
      while (members.length < Math.min(most, part.count)) {
        const begin = afterSpace(text, at)
        const from = isObject ? afterName(text, begin) : begin
        const member = partAt(from, index)
        members.push({ name: isObject ? nameAt(text, begin) : null, part: member })
        if (member.index >= 0) index = nexts[member.index] ?? index
        at = afterSpace(text, member.to) + 1
      }
      return members
    },
  }
}

function nameAt(text: string, from: number): string {
  return String(JSON.parse(text.slice(from, endOfString(text, from))))
}
