const mostCharacters = 1_000
/** Keys of MLflow's dataset sources (mlflow/data/*_source.py): files, the web, Hugging Face, tables, code. */
const placeKeys = ['uri', 'url', 'path', 'table_name', 'delta_table_name'] as const

/**
 * Where a data set came from, as its recorded source says: a JSON object of many shapes, or plain text. Null where it
 * names no place.
 */
export function datasetPlace(source: string | null | undefined): string | null {
  if (source === null || source === undefined || source === '') return null
  const parsed = parse(source)
  if (typeof parsed === 'string') return parsed === '' ? null : parsed.slice(0, mostCharacters)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
  const tags = fieldOf(parsed, 'tags')
  const named = placeKeys.map((key) => fieldOf(parsed, key)).find(isText)
  // A data set that was made by code names the script that did.
  const place =
    named ?? (typeof tags === 'object' && tags !== null ? fieldOf(tags, 'mlflow.source.name') : null)
  return isText(place) ? place.slice(0, mostCharacters) : null
}

function parse(text: string): unknown {
  if (!/^\s*[{["]/.test(text)) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

function fieldOf(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
