import { unavailable, type Reading } from '../model/hardware'
import {
  blankGroups,
  blankItems,
  type FieldPath,
  type SampleGroup,
  type SampleGroups,
  type SamplePart,
} from './sample'

/** What one reader had to say at this tick, in order of trust: the first that knows a value wins. */
export interface Contribution {
  readonly part: SamplePart
  /** Why the reader gave nothing, or null. */
  readonly failure: string | null
  readonly fields: readonly FieldPath[]
}

type Loose = Record<string, unknown>

/** Every field is there afterwards: with a value, or with the reason of the most trusted reader that had none. */
export function assembleSample(contributions: readonly Contribution[]): SampleGroups {
  const groups: Loose = { ...blankGroups }
  for (const { part } of contributions) {
    for (const [group, values] of Object.entries(part)) {
      groups[group] = mergeGroup(group, groups[group] as Loose, values)
    }
  }
  for (const { failure, fields } of contributions) {
    if (failure !== null) explain(groups, fields, failure)
  }
  return groups as unknown as SampleGroups
}

function mergeGroup(group: string, known: Loose, news: Loose): Loose {
  const merged: Loose = { ...known }
  for (const [field, value] of Object.entries(news)) {
    merged[field] = Array.isArray(value)
      ? mergeItems(`${group}.${field}`, known[field] as readonly Loose[], value as readonly Loose[])
      : better(known[field], value)
  }
  return merged
}

/** Items of lists are the same when their ids are; each reader may know another side of a core. */
function mergeItems(path: string, known: readonly Loose[], news: readonly Loose[]): readonly Loose[] {
  const blank = blankItems.get(path) ?? {}
  if (known.length === 0) return news.map((item) => ({ ...blank, ...item }))
  const byId = new Map(known.map((item) => [item['id'], item]))
  for (const item of news) {
    const merged: Loose = { ...(byId.get(item['id']) ?? blank) }
    for (const [field, value] of Object.entries(item)) merged[field] = better(merged[field], value)
    byId.set(item['id'], merged)
  }
  return [...byId.values()]
}

function better(known: unknown, news: unknown): unknown {
  if (!isReading(news))
    return known === null || known === '' || known === 0 || known === undefined ? news : known
  if (!isReading(known)) return news
  if (known.value !== null) return known
  if (news.value !== null) return news
  return isBlank(known) ? news : known
}

function explain(groups: Loose, fields: readonly FieldPath[], failure: string): void {
  for (const path of fields) {
    const [group, field] = path.split('.') as [SampleGroup, string]
    const values = groups[group] as Loose
    if (isBlank(values[field])) groups[group] = { ...values, [field]: unavailable(failure) }
  }
}

function isReading(value: unknown): value is Reading<unknown> {
  return typeof value === 'object' && value !== null && 'class' in value && 'value' in value
}

const blankReading = blankGroups.cpu.utilizationRatio

function isBlank(value: unknown): boolean {
  return value === blankReading
}
