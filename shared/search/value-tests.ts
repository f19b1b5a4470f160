import { likeTest } from './like'
import type { Order, ValueTest } from './search-tree'

const spelledNumber = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i

/** The number that a text spells, as Python and JavaScript write them: `1e-4`, `-inf`, `NaN`; null for any other text. */
export function spelledNumberOf(text: string): number | null {
  const trimmed = text.trim()
  if (!spelledNumber.test(trimmed)) return null
  const name = /[in]/i.exec(trimmed)?.[0].toLowerCase()
  if (name === undefined) return Number(trimmed)
  if (name === 'n') return NaN
  return trimmed.startsWith('-') ? -Infinity : Infinity
}

/** Is `number` what is asked for? NaN is equal to NaN and to nothing else, and neither smaller nor greater. */
export function isInOrder(number: number, order: Order, value: number): boolean {
  switch (order) {
    case '=':
      return isSameNumber(number, value)
    case '!=':
      return !isSameNumber(number, value)
    case '>':
      return number > value
    case '>=':
      return number >= value
    case '<':
      return number < value
    case '<=':
      return number <= value
  }
}

function isSameNumber(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}

/** The test of a number that is there; `now` in epoch ms. */
export function numberTest(test: ValueTest, now: number): (number: number) => boolean {
  switch (test.kind) {
    case 'absent':
      return () => test.negated
    case 'number':
      return (number) => isInOrder(number, test.order, test.value)
    case 'ago':
      return (number) => isInOrder(number, test.order, now - test.ms)
    case 'among':
      return (number) =>
        test.negated !== test.values.some((value) => typeof value === 'number' && isSameNumber(number, value))
    case 'text':
    case 'like':
      return () => false
  }
}

/** The test of a text that is there. */
export function textTest(test: ValueTest): (text: string) => boolean {
  switch (test.kind) {
    case 'absent':
      return () => test.negated
    case 'text':
      return (text) => test.negated !== (text === test.value)
    case 'like': {
      const passes = likeTest(test.ignoresCase ? test.pattern.toLowerCase() : test.pattern)
      return test.ignoresCase
        ? (text) => test.negated !== passes(text.toLowerCase())
        : (text) => test.negated !== passes(text)
    }
    case 'among':
      return (text) => test.negated !== test.values.some((value) => isTextOf(text, value))
    case 'number':
      return (text) => {
        const number = spelledNumberOf(text)
        return number === null ? test.order === '!=' : isInOrder(number, test.order, test.value)
      }
    case 'ago':
      return () => false
  }
}

function isTextOf(text: string, value: string | number): boolean {
  if (typeof value === 'string') return text === value
  const number = spelledNumberOf(text)
  return number !== null && isSameNumber(number, value)
}
