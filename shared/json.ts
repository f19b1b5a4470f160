/**
 * JSON has no NaN or infinities, and metrics have all three. They travel as the strings "NaN", "Infinity" and
 * "-Infinity", in our database and in the `snapshot` command alike.
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, replaceNonFinite, indent)
}

function replaceNonFinite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

/** The number that `toJson` wrote; null for anything else. */
export function numberFromJson(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (value === 'NaN') return NaN
  if (value === 'Infinity') return Infinity
  if (value === '-Infinity') return -Infinity
  return null
}
