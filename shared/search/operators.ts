import { typeOfField, type Field } from './fields'

/** How a field may be compared, as it is written and in the order it is offered. */
export function operatorsFor(field: Field): readonly string[] {
  const type = typeOfField(field)
  const isText = type === 'text' || type === 'status'
  const sizes = isText ? [] : ['>', '>=', '<', '<=']
  const patterns = isText || type === 'keyed-text' ? ['LIKE', 'ILIKE'] : []
  const lists = type === 'time' || type === 'duration' ? [] : ['IN (', 'NOT IN (']
  return ['=', '!=', ...sizes, ...patterns, ...lists, 'IS NULL', 'IS NOT NULL']
}

/** Those that a text may still become; `typed` in any case, with any space between its words. */
export function operatorsFrom(field: Field, typed: string): readonly string[] {
  const begun = typed.replace(/\s+/g, ' ').toUpperCase()
  return operatorsFor(field).filter((operator) => operator.startsWith(begun))
}
