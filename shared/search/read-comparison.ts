import { runStatuses } from '../model/run'
import { fieldText, typeOfField, type Field } from './fields'
import { durationIn, momentIn } from './read-times'
import { operatorAt, skipSpace, valueAt, type Operator, type ScannedValue } from './scan'
import type { Order, SearchFault, ValueTest } from './search-tree'
import { spelledNumberOf } from './value-tests'

export type ReadTest = { readonly test: ValueTest; readonly to: number } | { readonly fault: SearchFault }

type Read<T> = { readonly value: T } | { readonly fault: SearchFault }

/** What follows a field: the comparison and its value. `from` is where the field begins, `at` where it ends. */
export function readTest(text: string, field: Field, from: number, at: number): ReadTest {
  const operator = operatorAt(text, at)
  const name = fieldText(field)
  if (operator === null) {
    const place = skipSpace(text, at)
    const to = place + (/^[^\s()]*/.exec(text.slice(place))?.[0].length ?? 0)
    return { fault: { from: place, to, message: `Expected ${operatorsOf(field)} after ${name}.` } }
  }
  const refused = refusalOf(field, operator)
  if (refused !== null) return { fault: { from: skipSpace(text, at), to: operator.to, message: refused } }
  if (operator.kind === 'absent') {
    return { test: { kind: 'absent', negated: operator.negated }, to: operator.to }
  }
  if (operator.kind === 'in') return readList(text, field, operator.negated, operator.to)
  const value = valueAt(text, operator.to)
  if (value === null) {
    const asked = text.slice(from, operator.to).replace(/\s+/g, ' ')
    const place = skipSpace(text, operator.to)
    const to = Math.min(text.length, place + 1)
    return { fault: { from: place, to, message: `Expected ${wantedBy(field)} after ${asked}.` } }
  }
  if ('fault' in value) return value
  if (operator.kind === 'like') {
    const { ignoresCase, negated } = operator
    return { test: { kind: 'like', ignoresCase, negated, pattern: value.text }, to: value.to }
  }
  return readOrder(text, field, operator.order, value)
}

/** In the order they are offered. */
export function operatorsOf(field: Field): string {
  const type = typeOfField(field)
  if (type === 'number') return '= != > >= < <= IN or IS NULL'
  if (type === 'time' || type === 'duration') return '= != > >= < <= or IS NULL'
  if (type === 'keyed-text') return '= != > >= < <= LIKE ILIKE IN or IS NULL'
  return '= != LIKE ILIKE IN or IS NULL'
}

function refusalOf(field: Field, operator: Operator): string | null {
  const [type, name] = [typeOfField(field), fieldText(field)]
  const isBySize = operator.kind === 'order' && operator.order !== '=' && operator.order !== '!='
  if ((type === 'text' || type === 'status') && isBySize)
    return `${name} is a text; it is compared with ${operatorsOf(field)}.`
  if ((type === 'number' || type === 'time' || type === 'duration') && operator.kind === 'like')
    return `${name} is ${nounOf(type)}; it is compared with ${operatorsOf(field)}.`
  if ((type === 'time' || type === 'duration') && operator.kind === 'in')
    return `${name} is ${nounOf(type)}; it is compared with ${operatorsOf(field)}.`
  return null
}

function nounOf(type: 'number' | 'time' | 'duration'): string {
  return type === 'number' ? 'a number' : type === 'time' ? 'a time' : 'a span of time'
}

function wantedBy(field: Field): string {
  switch (typeOfField(field)) {
    case 'number':
      return 'a number'
    case 'keyed-text':
      return "a number or 'text'"
    case 'text':
      return "'text'"
    case 'status':
      return `one of ${runStatuses.join(', ')}`
    case 'time':
      return "7d (for 7 days ago), '2026-11-25' or milliseconds"
    case 'duration':
      return 'a span of time such as 90s, 5m or 2h'
  }
}

function readOrder(text: string, field: Field, order: Order, value: ScannedValue): ReadTest {
  const type = typeOfField(field)
  if (type === 'time') return readTime(text, field, order, value)
  if (type === 'duration') {
    const ms = value.isQuoted ? null : durationIn(value.text)
    if (ms === null) return wrong(field, value)
    return { test: { kind: 'number', order, value: ms }, to: value.to }
  }
  const read = readItem(field, value)
  if ('fault' in read) return read
  if (typeof read.value === 'number')
    return { test: { kind: 'number', order, value: read.value }, to: value.to }
  if (order === '=' || order === '!=')
    return { test: { kind: 'text', negated: order === '!=', value: read.value }, to: value.to }
  const isNumber = value.isQuoted && spelledNumberOf(value.text) !== null
  const hint = isNumber ? `write ${value.text} without quotes` : `${value.text} is none`
  const message = `${fieldText(field)} is compared by size with a number only; ${hint}.`
  return { fault: { from: value.from, to: value.to, message } }
}

function readTime(text: string, field: Field, order: Order, value: ScannedValue): ReadTest {
  const ago = value.isQuoted ? null : durationIn(value.text)
  if (ago !== null) {
    const word = /^\s+ago(?![^\s)])/i.exec(text.slice(value.to))?.[0].length ?? 0
    return { test: { kind: 'ago', order, ms: ago }, to: value.to + word }
  }
  const number = value.isQuoted ? null : spelledNumberOf(value.text)
  const moment = number ?? momentIn(value.text)
  if (moment === null) return wrong(field, value)
  return { test: { kind: 'number', order, value: moment }, to: value.to }
}

/** The value that a field is compared with: a number where one is written without quotes and the field may hold one. */
function readItem(field: Field, value: ScannedValue): Read<string | number> {
  const type = typeOfField(field)
  const number = value.isQuoted ? null : spelledNumberOf(value.text)
  if (type === 'number') {
    if (number !== null) return { value: number }
    const isNumber = spelledNumberOf(value.text) !== null
    const message = `${fieldText(field)} is a number; write ${value.text} without quotes.`
    return isNumber ? { fault: { from: value.from, to: value.to, message } } : wrong(field, value)
  }
  if (type === 'keyed-text') return { value: number ?? value.text }
  if (type !== 'status') return { value: value.text }
  const status = value.text.toUpperCase()
  return runStatuses.some((known) => known === status) ? { value: status } : wrong(field, value)
}

function wrong(field: Field, { text, from, to }: ScannedValue): { fault: SearchFault } {
  const message = `${fieldText(field)} is compared with ${wantedBy(field)}, not with ${text === '' ? 'an empty text' : `“${text}”`}.`
  return { fault: { from, to, message } }
}

function readList(text: string, field: Field, negated: boolean, after: number): ReadTest {
  let at = skipSpace(text, after)
  if (text[at] !== '(')
    return { fault: { from: at, to: Math.min(text.length, at + 1), message: 'Expected ( after IN.' } }
  const values: (string | number)[] = []
  for (;;) {
    const value = valueAt(text, at + 1)
    if (value === null) {
      const place = skipSpace(text, at + 1)
      const message = `Expected ${wantedBy(field)} in this list.`
      return { fault: { from: place, to: Math.min(text.length, place + 1), message } }
    }
    if ('fault' in value) return value
    const read = readItem(field, value)
    if ('fault' in read) return read
    values.push(read.value)
    at = skipSpace(text, value.to)
    if (text[at] === ')') return { test: { kind: 'among', negated, values }, to: at + 1 }
    if (text[at] !== ',') {
      const message = 'Expected , or ) in this list.'
      return { fault: { from: at, to: Math.min(text.length, at + 1), message } }
    }
  }
}
