import { runStatuses } from '../model/run'
import {
  attributes,
  bareAttributeNamed,
  datasetParts,
  fieldText,
  kindOfPrefix,
  typeOfField,
  type Field,
  type KeyedKind,
} from './fields'
import { operatorsFrom } from './operators'
import { parseSearch } from './parse-search'
import { endOfValue, fieldAt, keywordAt, matchAt, operatorAt, skipSpace, wordAt } from './scan'

/** Keys that runs have, most frequent first. */
export type KnownKeys = Readonly<Record<KeyedKind, readonly string[]>>

export interface Suggestion {
  /** Stands in the list and goes into the text, followed by a space. */
  readonly text: string
  /** What it is: "metric", "attribute". */
  readonly detail: string
}

/** What may stand where the caret is, in place of the characters from `from` up to `to`. */
export interface Suggestions {
  readonly from: number
  readonly to: number
  readonly items: readonly Suggestion[]
}

const mostShown = 8
const nouns = { metrics: 'metric', params: 'parameter', tags: 'tag' } as const

export function suggest(text: string, caret: number, known: KnownKeys): Suggestions {
  const none: Suggestions = { from: caret, to: caret, items: [] }
  const before = text.slice(0, caret)
  for (let at = 0; at <= caret;) {
    const start = at + (/^[\s()]*/.exec(before.slice(at))?.[0].length ?? 0)
    if (start >= caret) return afterWhole(before) ?? none
    const key = keyBeingTyped(before, start, known)
    if (key !== null) return key
    const field = fieldAt(text, start)
    if (field !== null && ('fault' in field || field.to >= caret)) return none
    if (field === null) {
      const operators = operatorsAfterWord(before, start)
      if (operators !== null) return operators
      const end = wordAt(text, start, true)?.to ?? caret
      if (end >= caret) return wordBeingTyped(before, start, known)
      at = end
      continue
    }
    const rest = /^\s*(?:not\s+|is\s+)?[a-z!<>=]*$/i.exec(before.slice(field.to))
    const operator = operatorAt(text, field.to)
    if (rest !== null && (operator === null || operator.to > caret || isHalf(before, operator.to)))
      return operatorsAt(before, field.field, skipSpace(before, field.to))
    if (operator === null) return none
    const end = endOfValue(text, operator.kind, operator.to)
    if (end === null || end >= caret) return valueBeingTyped(before, field.field, operator.to) ?? none
    at = end
  }
  return none
}

/** `<` may become `<=`: the caret stands right behind it. */
function isHalf(before: string, operatorEnd: number): boolean {
  return operatorEnd === before.length && /[a-z]$/i.test(before)
}

function keyBeingTyped(before: string, start: number, known: KnownKeys): Suggestions | null {
  const typed = matchAt(/([a-z]+)\.([`"]?)([^`"]*)$/iy, before, start)
  const kind = typed === null ? null : kindOfPrefix(typed[1] ?? '')
  if (typed === null || kind === null) return null
  const [, , quote = '', part = ''] = typed
  if (quote === '' && /[\s()=!<>,']/.test(part)) return null
  const fields: readonly Field[] =
    kind === 'attribute'
      ? attributes.map((name) => ({ kind, name }))
      : kind === 'dataset'
        ? datasetParts.map((name) => ({ kind, name }))
        : known[kind].map((key) => ({ kind, key }))
  const names = fields.map((field) => [nameOf(field), field] as const)
  const items = bestFirst(names, part.toLowerCase(), ([name]) => name).map(([, field]) => suggestionOf(field))
  return { from: start, to: before.length, items }
}

function nameOf(field: Field): string {
  return 'key' in field ? field.key : field.name
}

function suggestionOf(field: Field): Suggestion {
  const detail = 'key' in field ? nouns[field.kind] : field.kind
  return { text: fieldText(field), detail }
}

function wordBeingTyped(before: string, start: number, known: KnownKeys): Suggestions {
  const typed = before.slice(start)
  const none = { from: start, to: before.length, items: [] }
  if (typed.startsWith('"') || keywordAt(typed, 0, false) !== null) return none
  const kinds = ['metrics', 'params', 'tags'] as const
  const fields: readonly Field[] = [
    ...kinds.flatMap((kind) => known[kind].map((key): Field => ({ kind, key }))),
    ...attributes.map((name): Field => ({ kind: 'attribute', name })),
    ...datasetParts.map((name): Field => ({ kind: 'dataset', name })),
  ]
  const lower = typed.toLowerCase()
  const byName = bestFirst(fields, lower, nameOf)
  const byText = fields.filter((field) => fieldText(field).startsWith(lower)).slice(0, mostShown)
  const items = [...new Set([...byName, ...byText])].map(suggestionOf).slice(0, mostShown)
  return { ...none, items }
}

/** Those that begin so before those that hold it somewhere; in the order given between equals. */
function bestFirst<T>(items: readonly T[], part: string, nameIn: (item: T) => string): readonly T[] {
  const beginning: T[] = []
  const holding: T[] = []
  for (const item of items) {
    const at = nameIn(item).toLowerCase().indexOf(part)
    if (at === 0) beginning.push(item)
    else if (at > 0 && part.length > 1) holding.push(item)
    if (beginning.length === mostShown) break
  }
  return [...beginning, ...holding].slice(0, mostShown)
}

function operatorsAfterWord(before: string, start: number): Suggestions | null {
  const typed = matchAt(/(`[a-z_ ]+`|[a-z_]+)(\s+)(?:not\s+|is\s+)?[a-z!]*$/iy, before, start)
  const name = typed === null ? null : bareAttributeNamed((typed[1] ?? '').replaceAll('`', ''))
  if (typed === null || name === null) return null
  const from = start + (typed[1]?.length ?? 0) + (typed[2]?.length ?? 0)
  const found = operatorsAt(before, { kind: 'attribute', name }, from)
  return found.items.length > 0 ? found : null
}

function operatorsAt(before: string, field: Field, from: number): Suggestions {
  const typed = before.slice(from).replace(/\s+/g, ' ').toUpperCase()
  const items = operatorsFrom(field, typed)
    .filter((operator) => operator !== typed)
    .map((text) => ({ text, detail: 'comparison' }))
  return { from, to: before.length, items }
}

function valueBeingTyped(before: string, field: Field, operatorEnd: number): Suggestions | null {
  if (typeOfField(field) !== 'status') return null
  const typed = /(?:^|[\s(,'"])([a-z]*)$/i.exec(before.slice(operatorEnd))?.[1]
  if (typed === undefined) return null
  const items = runStatuses
    .filter((status) => status.startsWith(typed.toUpperCase()) && status !== typed)
    .map((text) => ({ text, detail: 'status' }))
  return { from: before.length - typed.length, to: before.length, items }
}

/** Behind a whole filter and a space: how it may go on. */
function afterWhole(before: string): Suggestions | null {
  const parsed = parseSearch(before)
  if (!/\s$/.test(before) || !parsed.ok || !parsed.isFilter) return null
  const items = ['AND', 'OR'].map((text) => ({ text, detail: 'and more' }))
  return { from: before.length, to: before.length, items }
}
