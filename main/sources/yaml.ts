import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { parseFlatYaml } from './yaml-flat'

/**
 * YAML whose scalars stay text. PyYAML writes the strings `12e45678` and `00123488` unquoted (YAML 1.1 sees no
 * number in them), and every typed reader turns such an id into Infinity or 123488. Only a plain `null`, `~` or
 * nothing is `null`. Mappings are Maps, since a key can be `__proto__`.
 */
export type YamlValue = string | null | readonly YamlValue[] | YamlMap
export type YamlMap = ReadonlyMap<string, YamlValue>

/** Far above any file these readers are meant for; what is larger was put there by something else. */
const maxCharacters = 1_000_000
/** Counted after aliases are followed, so that a small file cannot grow without end. */
const maxNodes = 100_000
const maxDepth = 60
/** Each costs the library a walk through the whole document. */
const maxAliases = 100
const nullWords = new Set(['', '~', 'null', 'Null', 'NULL'])

interface Budget {
  nodes: number
  aliases: number
}

class TooBig extends Error {}

/** The mapping that `text` holds, or null when it is empty, broken, too big, or something other than a mapping. */
export function parseYamlMap(text: string): YamlMap | null {
  return parseFlatYaml(text) ?? parseWithLibrary(text)
}

/** The slow way, for everything beyond flat files. Exported to be compared with the fast one. */
export function parseWithLibrary(text: string): YamlMap | null {
  if (text.length > maxCharacters) return null
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      // Unknown tags (`!!python/object…`) are warnings; the value under the tag is kept.
      logLevel: 'silent',
      // Both checks cost time that grows with the square of the file (32 000 keys: 22 s).
      uniqueKeys: false,
      prettyErrors: false,
      stringKeys: false,
      keepSourceTokens: false,
    })
    if (document.errors.length > 0 || !isMap(document.contents)) return null
    const value = toValue(document.contents, document, { nodes: maxNodes, aliases: maxAliases }, 0)
    return value instanceof Map ? (value as YamlMap) : null
  } catch (thrown) {
    // RangeError: nested so deeply that the parser's own recursion ends.
    if (thrown instanceof TooBig || thrown instanceof RangeError || thrown instanceof ReferenceError)
      return null
    throw thrown
  }
}

function toValue(node: unknown, document: Document, budget: Budget, depth: number): YamlValue {
  if (--budget.nodes < 0 || depth > maxDepth) throw new TooBig()
  if (isAlias(node)) {
    if (--budget.aliases < 0) throw new TooBig()
    return toValue(node.resolve(document), document, budget, depth + 1)
  }
  if (isSeq(node)) return node.items.map((item) => toValue(item, document, budget, depth + 1))
  if (isMap(node)) {
    return new Map(
      node.items.map(({ key, value }) => [
        keyText(toValue(key, document, budget, depth + 1)),
        toValue(value, document, budget, depth + 1),
      ]),
    )
  }
  return isScalar(node) ? scalar(node.value, node.type) : null
}

function scalar(value: unknown, type: string | undefined): string | null {
  const text = typeof value === 'string' ? value : ''
  return type === 'PLAIN' && nullWords.has(text) ? null : text
}

function keyText(key: YamlValue): string {
  return typeof key === 'string' ? key : key === null ? 'null' : JSON.stringify(toPlain(key))
}

/** Plain objects and arrays, for values that are handed on; own keys only, whatever their name. */
export function toPlain(value: YamlValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...(value as YamlMap)].map(([key, item]) => [key, toPlain(item)]))
  }
  return Array.isArray(value) ? (value as readonly YamlValue[]).map(toPlain) : value
}

/** The text under `key`; null when it is absent, null, or not a scalar. */
export function textOf(map: YamlMap, key: string): string | null {
  const value = map.get(key)
  return typeof value === 'string' ? value : null
}

/** The number under `key`; null when it is absent or not a finite number. */
export function numberOf(map: YamlMap, key: string): number | null {
  const text = textOf(map, key)
  if (text === null || text.trim() === '') return null
  const number = Number(text.replaceAll('_', ''))
  return Number.isFinite(number) ? number : null
}
