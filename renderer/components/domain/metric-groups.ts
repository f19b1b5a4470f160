import { metricRank } from './metric-rank'

export interface MetricGroup {
  /** The part before the first "/", or "" for keys without one. */
  readonly name: string
  readonly keys: readonly string[]
}

const machineGroups = new Set(['system', 'apple_silicon'])

/** Metric keys by the part before "/", ungrouped ones first, the machine's own last; losses lead each group. */
export function groupMetrics(keys: readonly string[]): readonly MetricGroup[] {
  const byName = new Map<string, string[]>()
  for (const key of keys.toSorted(byRankThenName)) {
    const name = groupOf(key)
    const members = byName.get(name)
    if (members) members.push(key)
    else byName.set(name, [key])
  }
  const rank = (name: string) => (name === '' ? 0 : machineGroups.has(name) ? 2 : 1)
  return [...byName]
    .map(([name, members]) => ({ name, keys: members }))
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name))
}

function byRankThenName(a: string, b: string): number {
  return metricRank(a) - metricRank(b) || a.localeCompare(b, undefined, { numeric: true })
}

function groupOf(key: string): string {
  const slash = key.indexOf('/')
  if (slash > 0) return key.slice(0, slash)
  // The toolkit writes the machine's values without a slash.
  return key.startsWith('apple_silicon_') ? 'apple_silicon' : ''
}
