/** Values of a file that anybody may have written: looked at, never assumed. */
export type JsonRecord = Readonly<Record<string, unknown>>

export function recordOf(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null
}

/** An own field: `constructor` and `toString` are no fields of a file. */
export function fieldOf(value: unknown, key: string): unknown {
  const record = recordOf(value)
  return record !== null && Object.hasOwn(record, key) ? record[key] : undefined
}

export function arrayOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** A number as JSON holds it; NaN, which the tolerant reader gives as null, means "not computed" everywhere. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && !Number.isNaN(value) ? value : null
}

export function booleanOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

/** Counters of widgets hold numbers as text: "0.571", "5". Null for anything that is not wholly a number. */
export function numberFromText(value: unknown): number | null {
  if (typeof value === 'number') return numberOf(value)
  if (typeof value !== 'string' || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)) return null
  return Number(value)
}

/** The last part of a dotted or coloned type: `evidently:metric:X` and `evidently.metrics.drift.X` are both X. */
export function typeNameOf(value: unknown): string | null {
  const text = textOf(value)
  return text === null ? null : text.slice(Math.max(text.lastIndexOf('.'), text.lastIndexOf(':')) + 1)
}
