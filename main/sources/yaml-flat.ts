import type { YamlMap, YamlValue } from './yaml'

/**
 * The YAML that PyYAML's `dump` writes for nearly all of MLflow's files: `key: value` lines, at most one mapping
 * below a key. Anything else (folded lines, escapes, lists with members, comments, markers) is left to the library
 * by giving null; test/unit/main/sources/yaml.test.ts compares the two on made-up files.
 */
export function parseFlatYaml(text: string): YamlMap | null {
  if (!text.endsWith('\n')) return null
  const top = new Map<string, YamlValue>()
  /** The key whose value may follow in indented lines. */
  let open: string | null = null
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start)
    const isBelow = text.charCodeAt(start) === space
    const keyStart = isBelow ? start + 2 : start
    if (isBelow && (text.charCodeAt(start + 1) !== space || open === null)) return null
    const colon = endOfKey(text, keyStart)
    if (colon < 0) return null
    const key = text.slice(keyStart, colon)
    const hasValue = colon + 1 < end
    if (hasValue && text.charCodeAt(colon + 1) !== space) return null
    const value = hasValue ? parseScalar(text, colon + 2, end) : null
    if (value === undefined || (isBelow && !hasValue)) return null
    if (isBelow) addBelow(top, open ?? '', key, value)
    else {
      top.set(key, value)
      open = hasValue ? null : key
    }
    start = end + 1
  }
  return top.size === 0 ? null : top
}

const space = 0x20
const singleQuote = 0x27
const colonSign = 0x3a

const isWordCode = codes((code) => /[A-Za-z0-9_]/.test(code))
const isKeyCode = codes((code) => /[A-Za-z0-9_.\-/]/.test(code))
const isPlainStart = codes((code) => /[A-Za-z0-9_./+~]/.test(code))
const isPrintable = codes((code) => code >= ' ' && code <= '~')

/** A table by ASCII code: a quarter of the time of regular expressions, which run on every line of every meta.yaml. */
function codes(accepts: (character: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (accepts(String.fromCharCode(code)) ? 1 : 0))
}

/** The place of the colon behind a simple key; -1 when there is no such key. */
function endOfKey(text: string, start: number): number {
  if (isWordCode[text.charCodeAt(start)] !== 1) return -1
  let at = start + 1
  while (isKeyCode[text.charCodeAt(at)] === 1) at++
  return text.charCodeAt(at) === colonSign ? at : -1
}

function addBelow(top: Map<string, YamlValue>, parent: string, key: string, value: YamlValue): void {
  const below = top.get(parent)
  if (below instanceof Map) (below as Map<string, YamlValue>).set(key, value)
  else top.set(parent, new Map([[key, value]]))
}

/** undefined: not of the simple kind. */
function parseScalar(text: string, start: number, end: number): YamlValue | undefined {
  const first = text.charCodeAt(start)
  if (first === singleQuote) return parseSingleQuoted(text, start, end)
  const source = text.slice(start, end)
  if (source === '[]') return []
  if (source === '{}') return new Map()
  if (source === 'null' || source === '~' || source === 'Null' || source === 'NULL') return null
  if (isPlainStart[first] !== 1 && !/^-\d/.test(source)) return undefined
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (!isSimple(code)) return undefined
    // `: ` begins a mapping, ` #` a comment, and a space at the end is not part of the value.
    if (code === colonSign && (at + 1 === end || text.charCodeAt(at + 1) === space)) return undefined
    if (code === space && (at + 1 === end || text.charCodeAt(at + 1) === 0x23)) return undefined
  }
  return source
}

function parseSingleQuoted(text: string, start: number, end: number): string | undefined {
  let hasQuote = false
  for (let at = start + 1; at < end - 1; at++) {
    const code = text.charCodeAt(at)
    if (!isSimple(code)) return undefined
    if (code !== singleQuote) continue
    if (text.charCodeAt(++at) !== singleQuote || at >= end - 1) return undefined
    hasQuote = true
  }
  if (end - start < 2 || text.charCodeAt(end - 1) !== singleQuote) return undefined
  const inner = text.slice(start + 1, end - 1)
  return hasQuote ? inner.replaceAll("''", "'") : inner
}

/** ASCII, and letters without the characters that YAML 1.1 and 1.2 take for line breaks or leave out. */
function isSimple(code: number): boolean {
  return code < 128 ? isPrintable[code] === 1 : code > 0xa0 && code < 0x2000
}
