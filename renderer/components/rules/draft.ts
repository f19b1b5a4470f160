/** A rule while it is edited: JSON whose values may be missing or wrong until the schema has looked at them. */
export type Draft = Readonly<Record<string, unknown>>

/** `condition.limits.0.metric` → the value there; undefined where there is nothing. */
export function valueAt(draft: unknown, path: string): unknown {
  let value: unknown = draft
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** A copy with another value there; lists and objects on the way are copied, not changed. */
export function withValue(draft: Draft, path: string, value: unknown): Draft {
  return changed(draft, path.split('.'), value) as Draft
}

function changed(part: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(part)) {
    return (part as unknown[]).map((item, index) =>
      String(index) === key ? changed(item, rest, value) : item,
    )
  }
  const before = typeof part === 'object' && part !== null ? (part as Record<string, unknown>) : {}
  return { ...before, [key]: changed(before[key], rest, value) }
}

export function listAt(draft: Draft, path: string): readonly unknown[] {
  const value = valueAt(draft, path)
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}

export function textAt(draft: Draft, path: string): string {
  const value = valueAt(draft, path)
  return typeof value === 'string' ? value : ''
}

/** A number, or what was typed in its place and is none. */
export function numberAt(draft: Draft, path: string): number | string | null {
  const value = valueAt(draft, path)
  return typeof value === 'number' || typeof value === 'string' ? value : null
}
