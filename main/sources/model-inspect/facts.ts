import type { InspectionSection } from '../../../shared/model/model-inspection'

type Json = Readonly<Record<string, unknown>>

/** A value from someone's JSON as one line; null for what is not worth a line. */
export function factText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : cut(value)
  // 0.000014999999999999999 is 0.000015 to everybody.
  if (typeof value === 'number' && Number.isFinite(value)) return String(Number(value.toPrecision(12)))
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  if (Array.isArray(value)) {
    const texts = value
      .slice(0, 24)
      .map(factText)
      .filter((text) => text !== null)
    if (texts.length === 0) return null
    return cut(texts.join(', ') + (value.length > 24 ? ` … (${value.length})` : ''))
  }
  return null
}

function cut(text: string): string {
  return text.length > 600 ? `${text.slice(0, 599)}…` : text
}

/** The keys in their order, those that have a value; null when none has. */
export function sectionOf(
  title: string,
  json: Json,
  keys: readonly (readonly [key: string, label: string])[],
): InspectionSection | null {
  const facts = keys.flatMap(([key, label]) => {
    const text = Object.hasOwn(json, key) ? factText(json[key]) : null
    return text === null ? [] : [{ label, text }]
  })
  return facts.length === 0 ? null : { title, facts }
}

const mostFacts = 40

/** Every plain value of a small JSON or YAML object, under its own name. */
export function allFacts(title: string, json: Json): InspectionSection | null {
  const facts = Object.entries(json)
    .flatMap(([label, value]) => {
      const text = factText(value)
      return text === null ? [] : [{ label: cut(label), text }]
    })
    .slice(0, mostFacts)
  return facts.length === 0 ? null : { title, facts }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
