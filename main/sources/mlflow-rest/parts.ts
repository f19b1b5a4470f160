import type { LifecycleStage } from '../../../shared/model/run'
import { arrayOf, fieldOf } from '../evidently/untrusted'

/** What recurs in MLflow's answers. An answer is looked at, never assumed: a proxy may have answered instead. */

/** An absent list is an empty one. */
export function itemsOf(value: unknown): readonly unknown[] {
  return arrayOf(value) ?? []
}

/** Ids are text; old servers and other implementations send small ones as numbers. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return filledTextOf(value)
}

/** '' and absent mean the same: protobuf leaves empty text out. */
export function filledTextOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function stageOf(value: unknown): LifecycleStage {
  return value === 'deleted' ? 'deleted' : 'active'
}

/**
 * `[{"key": …, "value": …}]`, as params and tags come, by key: a server promises no order, and a run that comes in
 * another order has not changed. An absent value is the empty text.
 */
export function entriesOf(list: unknown): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  for (const item of itemsOf(list)) {
    const key = filledTextOf(fieldOf(item, 'key'))
    const value = fieldOf(item, 'value')
    if (key !== null)
      entries.set(key, typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value))
  }
  return byKey(entries)
}

export function byKey<T>(entries: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
}
