/** JSON as Python writes it, where NaN and infinities are bare words; here they are texts that `jsonNumber` knows. */
const mark = '\u0000'
const bareNumbers = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g

/** The value, or undefined when the text is not whole JSON. */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    if (!/NaN|Infinity/.test(text)) return undefined
  }
  try {
    return JSON.parse(
      text.replace(bareNumbers, (found) => (found.startsWith('"') ? found : `"\\u0000${found}"`)),
    ) as unknown
  } catch {
    return undefined
  }
}

/** The number that a value of such JSON is; null for anything else. Truth values are no numbers. */
export function jsonNumber(value: unknown): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.startsWith(mark) ? Number(value.slice(1)) : null
}

/** As a parameter is shown. */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return value.startsWith(mark) ? value.slice(1) : value
  return value === null ? 'None' : JSON.stringify(value)
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const deepest = 8

/** Leaves of nested objects under `a/b`; lists are leaves. */
export function flatten(
  object: Readonly<Record<string, unknown>>,
  take: (key: string, value: unknown) => void,
  prefix = '',
  depth = 0,
): void {
  for (const [key, value] of Object.entries(object)) {
    if (isJsonObject(value) && depth < deepest) flatten(value, take, `${prefix}${key}/`, depth + 1)
    else take(prefix + key, value)
  }
}
