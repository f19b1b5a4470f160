import {
  attributeNamed,
  attributes,
  bareAttributeNamed,
  datasetPartNamed,
  datasetParts,
  kindOfPrefix,
  type Field,
} from './fields'
import type { Order, SearchFault } from './search-tree'

/** Pieces of a search text, each looked for at one place; null where it is not there. */

export type ScannedField = { readonly field: Field; readonly to: number } | { readonly fault: SearchFault }

export type Operator =
  | { readonly kind: 'order'; readonly order: Order; readonly to: number }
  | { readonly kind: 'like'; readonly ignoresCase: boolean; readonly negated: boolean; readonly to: number }
  | { readonly kind: 'in'; readonly negated: boolean; readonly to: number }
  | { readonly kind: 'absent'; readonly negated: boolean; readonly to: number }

/** A value as it is written, without its quotes. */
export interface ScannedValue {
  readonly text: string
  readonly isQuoted: boolean
  readonly from: number
  readonly to: number
}

const kindNouns = {
  metrics: 'metric',
  params: 'parameter',
  tags: 'tag',
  attribute: 'attribute',
  dataset: 'part',
} as const

export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

export function skipSpace(text: string, at: number): number {
  return at + (matchAt(/\s*/y, text, at)?.[0].length ?? 0)
}

/** `metrics.loss`, `params."a b"`, `status`: what stands before a comparison. */
export function fieldAt(text: string, at: number): ScannedField | null {
  const prefix = matchAt(/([a-z]+)\./iy, text, at)
  const kind = prefix === null ? null : kindOfPrefix(prefix[1] ?? '')
  if (prefix === null || kind === null) return bareFieldAt(text, at)
  const keyAt = at + prefix[0].length
  const key = keyAfter(text, keyAt, prefix[0], kindNouns[kind])
  if (kind === 'metrics' || kind === 'params' || kind === 'tags')
    return 'fault' in key ? key : { field: { kind, key: key.name }, to: key.to }
  // `run.sh` and `dataset.csv` are words, too.
  if ('fault' in key) return keyAt < text.length && isQuote(text[keyAt]) ? key : null
  const name = kind === 'dataset' ? datasetPartNamed(key.name) : attributeNamed(key.name)
  if (name === null) {
    if (operatorAt(text, key.to) === null) return null
    const known = (kind === 'dataset' ? datasetParts : attributes).join(', ')
    const message = `There is no ${prefix[0]}${key.name}; what there is: ${known}.`
    return { fault: { from: at, to: key.to, message } }
  }
  return { field: { kind, name } as Field, to: key.to }
}

function bareFieldAt(text: string, at: number): ScannedField | null {
  const word = matchAt(/[a-z_]+(?=[\s=!<>]|$)|`[a-z_ ]+`/iy, text, at)?.[0]
  const name = word === undefined ? null : bareAttributeNamed(word.replaceAll('`', ''))
  if (word === undefined || name === null) return null
  const to = at + word.length
  return beginsComparison(text, to) ? { field: { kind: 'attribute', name }, to } : null
}

/** A word such as `status` begins a comparison only where one certainly follows. */
function beginsComparison(text: string, at: number): boolean {
  const next = skipSpace(text, at)
  const certain = /[=<>]|!=|(?:not\s+)?(?:in\s*\(|i?like\s*['"])|is\s+(?:not\s+)?null\b/iy
  return matchAt(certain, text, next) !== null || matchAt(/(?:NOT\s+)?(?:IN|I?LIKE)\b/y, text, next) !== null
}

type ScannedKey = { readonly name: string; readonly to: number } | { readonly fault: SearchFault }

function keyAfter(text: string, at: number, prefix: string, noun: string): ScannedKey {
  const quote = text[at]
  if (quote !== undefined && isQuote(quote)) {
    const end = text.indexOf(quote, at + 1)
    if (end > at + 1) return { name: text.slice(at + 1, end), to: end + 1 }
    const message = end < 0 ? `This name lacks its closing ${quote}.` : `This ${noun} has no name.`
    return { fault: { from: at, to: end < 0 ? text.length : end + 1, message } }
  }
  const name = matchAt(/[^\s()=!<>,'"`]+/y, text, at)?.[0]
  if (name !== undefined) return { name, to: at + name.length }
  return { fault: { from: at, to: at, message: `Expected the name of a ${noun} after ${prefix}` } }
}

function isQuote(letter: string | undefined): boolean {
  return letter === '"' || letter === '`'
}

/** A comparison of a name that does not say what it is, such as `loss < 0.5`. Glued `lr=0.1` is a word to look for. */
export function unnamedComparisonAt(text: string, at: number): SearchFault | null {
  const number = String.raw`[+-]?(?:\d|\.\d)`
  const bySize = new RegExp(String.raw`([\w./-]+)\s*(?:[<>]=?|!=)\s*(?:${number}|['"])`, 'y')
  const byEqual = new RegExp(String.raw`([\w./-]+)\s+==?\s+(?:${number}|['"])`, 'y')
  const name = (matchAt(bySize, text, at) ?? matchAt(byEqual, text, at))?.[1]
  if (name === undefined) return null
  return { from: at, to: at + name.length, message: sayWhatItIs(name) }
}

export function sayWhatItIs(name: string): string {
  return `Say what ${name} is: metrics.${name}, params.${name} or tags.${name}.`
}

export function operatorAt(text: string, at: number): Operator | null {
  const from = skipSpace(text, at)
  const symbol = matchAt(/[<>]=?|!=|==?/y, text, from)?.[0]
  if (symbol !== undefined)
    return {
      kind: 'order',
      order: symbol === '==' ? '=' : (symbol as Order),
      to: from + symbol.length,
    }
  const absent = matchAt(/is\s+(not\s+)?null\b/iy, text, from)
  if (absent !== null)
    return { kind: 'absent', negated: absent[1] !== undefined, to: from + absent[0].length }
  const word = matchAt(/(not\s+)?(in|like|ilike)\b/iy, text, from)
  if (word === null) return null
  const [negated, to] = [word[1] !== undefined, from + word[0].length]
  const name = word[2]?.toLowerCase()
  return name === 'in'
    ? { kind: 'in', negated, to }
    : { kind: 'like', ignoresCase: name === 'ilike', negated, to }
}

/** A quoted text, in which a doubled quote stands for one, or what reaches up to white space, a comma or parenthesis. */
export function valueAt(text: string, at: number): ScannedValue | { readonly fault: SearchFault } | null {
  const from = skipSpace(text, at)
  const quote = text[from]
  if (quote !== "'" && quote !== '"') {
    const bare = matchAt(/[^\s(),]+/y, text, from)?.[0]
    return bare === undefined ? null : { text: bare, isQuoted: false, from, to: from + bare.length }
  }
  let value = ''
  for (let start = from + 1; ;) {
    const end = text.indexOf(quote, start)
    if (end < 0) return { fault: { from, to: text.length, message: `This text lacks its closing ${quote}.` } }
    value += text.slice(start, end)
    if (text[end + 1] !== quote) return { text: value, isQuoted: true, from, to: end + 1 }
    value += quote
    start = end + 2
  }
}

/** Where what an operator is followed by ends; null while it is not complete. */
export function endOfValue(text: string, kind: Operator['kind'], at: number): number | null {
  if (kind === 'absent') return at
  if (kind === 'in') {
    const list = /^\s*\((?:[^'")]|'[^']*'|"[^"]*")*\)/.exec(text.slice(at))
    return list === null ? null : at + list[0].length
  }
  const value = valueAt(text, at)
  return value === null || 'fault' in value ? null : value.to
}

/** `"two words"`, or else what reaches up to white space or, where they group, a parenthesis. */
export function wordAt(
  text: string,
  at: number,
  parenthesesGroup: boolean,
): { readonly word: string; readonly to: number } | null {
  const phrase = matchAt(/"([^"]+)"(?=\s|$|\))/y, text, at)
  const found = phrase ?? matchAt(parenthesesGroup ? /[^\s()]+/y : /\S+/y, text, at)
  if (found === null) return null
  const word = (phrase?.[1] ?? found[0]).replace(/\s+/g, ' ').trim().toLowerCase()
  return { word, to: at + found[0].length }
}

export function keywordAt(text: string, at: number, inAnyCase: boolean): 'AND' | 'OR' | 'NOT' | null {
  const word = matchAt(/(?:and|or|not)(?=[\s()]|$)/iy, text, at)?.[0]
  const upper = word?.toUpperCase()
  if (upper !== 'AND' && upper !== 'OR' && upper !== 'NOT') return null
  return inAnyCase || word === upper ? upper : null
}
