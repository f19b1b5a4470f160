import {
  bareAttributeNamed,
  beginsFieldName,
  kindOfPrefix,
  typeOfField,
  type Field,
  type KeyedKind,
} from './fields'
import { operatorsFrom } from './operators'
import { readTest } from './read-comparison'
import { endOfValue, fieldAt, matchAt, operatorAt, sayWhatItIs, wordAt } from './scan'
import type { SearchFault } from './search-tree'

/** How far somebody is who is typing a text that is a search as it stands. */
export type SearchProgress =
  /** Further letters change no more than the number of words. */
  | { readonly kind: 'whole' }
  /** What stands at the caret may become something else: `0` a 0.5, `sta` a status, `O` an OR. */
  | { readonly kind: 'open' }
  /** It is words by the letter, and much more likely a comparison that lacks its end. The fault says what is missing. */
  | { readonly kind: 'waiting'; readonly fault: SearchFault }

const whole: SearchProgress = { kind: 'whole' }
const open: SearchProgress = { kind: 'open' }

/** Of a text that `parseSearch` takes, with its `isFilter`, while it is typed at the caret. */
export function progressAt(text: string, caret: number, isFilter: boolean): SearchProgress {
  const before = text.slice(0, caret)
  for (let at = 0; ;) {
    const start = at + (matchAt(/[\s()]*/y, text, at)?.[0].length ?? 0)
    if (start >= caret) return whole
    const message = missingAfter(before, start, caret === text.length)
    if (message !== null) return { kind: 'waiting', fault: { from: caret, to: caret, message } }
    const field = fieldAt(text, start)
    if (field === null || 'fault' in field) {
      const end = wordAt(text, start, true)?.to ?? text.length
      if (end >= caret) return wordProgress(before.slice(start), isFilter)
      at = end
      continue
    }
    const { to, isClosed } = endOfComparison(text, field.field, field.to)
    if (to >= caret) return isClosed && to === caret ? whole : open
    at = to
  }
}

function endOfComparison(text: string, field: Field, at: number): { to: number; isClosed: boolean } {
  const operator = operatorAt(text, at)
  if (operator === null) return { to: text.length, isClosed: false }
  const to = endOfValue(text, operator.kind, operator.to) ?? text.length
  if (operator.kind === 'absent' || operator.kind === 'in') return { to, isClosed: true }
  if (/['"]/.test(text[to - 1] ?? '')) return { to, isClosed: true }
  const ago = typeOfField(field) === 'time' ? matchAt(/\s+a(?:go?)?(?![^\s)])/iy, text, to) : null
  return { to: to + (ago?.[0].length ?? 0), isClosed: ago !== null && /go$/i.test(ago[0]) }
}

function wordProgress(typed: string, isFilter: boolean): SearchProgress {
  if (beginsFieldName(typed)) return open
  const isKeyword = /^(?:an?|and|or?|not?)$/i.test(typed) && (isFilter || typed === typed.toUpperCase())
  return isKeyword || /^n$/i.test(typed) ? open : whole
}

/** What the words from `start` to the caret lack to be what they look like; null where they look like words. */
function missingAfter(before: string, start: number, isAtEnd: boolean): string | null {
  return (
    missingComparison(before, start) ??
    missingKey(before.slice(start)) ??
    missingKind(before, start) ??
    (isAtEnd && matchAt(/"[^"]*$/y, before, start) ? 'This phrase lacks its closing ".' : null)
  )
}

/** Behind `status`, `start_time i`, `run_name like`. */
function missingComparison(before: string, start: number): string | null {
  const typed = matchAt(/(`[a-z_ ]+`|[a-z_]+)(?:\s+((?:not\s+|is\s+)?[a-z!]*))?$/iy, before, start)
  const word = typed?.[1] ?? ''
  const name = bareAttributeNamed(word.replaceAll('`', ''))
  if (typed === null || name === null) return null
  const field: Field = { kind: 'attribute', name }
  const operator = typed[2] ?? ''
  const isBegun = [operator, operator.replace(/^not\s+(?=i?l)/i, '')].some(
    (part) => operatorsFrom(field, part).length > 0,
  )
  if (!isBegun) return null
  const read = readTest(before, field, start, start + word.length)
  return 'fault' in read ? read.fault.message : null
}

const nouns: Readonly<Record<KeyedKind, string>> = { metrics: 'metric', params: 'parameter', tags: 'tag' }

/** Behind `metrics`. `run` and `dataset` are likely enough as words. */
function missingKey(typed: string): string | null {
  const kind = kindOfPrefix(typed)
  if (kind === null || !(kind in nouns)) return null
  return `Expected a dot and the name of a ${nouns[kind as KeyedKind]} after ${typed}.`
}

/** Behind `loss <`: the parser says so as soon as a number follows. */
function missingKind(before: string, start: number): string | null {
  const pattern = /([\w./-]*[a-z][\w./-]*)(?:\s*(?:[<>]=?|!=)|\s+==?)\s*[+-]?\.?$/iy
  const name = matchAt(pattern, before, start)?.[1]
  return name === undefined ? null : sayWhatItIs(name)
}
