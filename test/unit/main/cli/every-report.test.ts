import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { collect } from '../../../../main/cli/collect'
import { snapshotDocument } from '../../../../main/cli/snapshot-document'
import type { Stated } from '../sources/evidently/stated'

/** What every sample states, read by a script that shares no code with the parsers. Null where a file is no report. */
const table = JSON.parse(
  readFileSync(new URL('../../../fixtures/evidently/stated-results.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Stated | null>>

const shared = resolve(
  process.env['APP_SHARED_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url)),
)
const isThere = existsSync(join(shared, 'evidently'))
if (!isThere) console.warn(`Skipped: the research samples are not at ${shared} (set APP_SHARED_DATA).`)

interface Item {
  readonly source_id: string
  readonly project: string | null
  readonly file: string
  readonly family: string
  readonly created_at: number | null
  readonly kind: string
  readonly dataset_drift: boolean | null
  readonly drift_share: number | null
  readonly drifted_features: number | null
  readonly features: readonly {
    readonly name: string
    readonly method: string | null
    readonly score: number | null
    readonly threshold: number | null
    readonly drifted: boolean | null
  }[]
  readonly tests: readonly { readonly name: string; readonly status: string }[]
  readonly metrics: Readonly<Record<string, number | null>>
}

const keys = [
  ...['created_at', 'dataset_drift', 'drift_share', 'drifted_features', 'family', 'features', 'file'],
  ...['kind', 'metrics', 'project', 'source_id', 'tests'],
]

/** As `npm run snapshot -- --source PLACE` prints it. */
async function monitoringOf(place: string): Promise<readonly Item[]> {
  const collected = await collect({ places: [place], history: null, log: () => undefined })
  const printed = JSON.stringify(snapshotDocument(collected, null, Date.now()))
  return (JSON.parse(printed) as { readonly monitoring: readonly Item[] }).monitoring
}

function expectItem(item: Item, name: string, stated: Stated): void {
  const [datasetDrift, share, , features, statuses] = stated
  expect(Object.keys(item).sort()).toEqual(keys)
  expect(item.file).toBe(join(shared, name))
  expect(item.family).toBe(familyOf(name))
  expect(item.dataset_drift).toBe(datasetDrift)
  // Pages round the share to 3 digits.
  if (share === null) expect(item.drift_share).toBeNull()
  else expect(Math.abs((item.drift_share ?? NaN) - share)).toBeLessThan(0.0006)
  const found = item.features.map((each) => [
    each.name,
    [each.drifted, each.score, each.threshold, each.method],
  ])
  expect(Object.fromEntries(found)).toEqual(features)
  expect(item.tests.map(({ status }) => status).join(' ')).toBe(statuses)
  expect(item.tests.every((test) => test.name !== '')).toBe(true)
  expectCount(item)
  expect(item.created_at).toBe(statedTime(name) ?? item.created_at)
  expect(item.created_at).toBeGreaterThan(Date.UTC(2023, 0))
  expect(Object.values(item.metrics).every((value) => value === null || typeof value === 'number')).toBe(true)
}

function familyOf(name: string): string {
  return /v2-|workspace-0\.7/.test(name) ? 'v2' : 'legacy'
}

/** The number of drifted columns, where the report says it, is that of the columns with a verdict that is yes. */
function expectCount({ drifted_features: count, features, tests }: Item): void {
  const isWhole = features.length > 0 && features.every((feature) => feature.drifted !== null)
  if (count === null || !isWhole || tests.length > 0) return
  expect(count).toBe(features.filter((feature) => feature.drifted).length)
}

/** By the time the file states itself, or by its name; both are local and without a zone. */
function statedTime(name: string): number | null {
  const inName = /_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)\./.exec(name)
  if (inName !== null) {
    const [year = 0, month = 0, ...rest] = inName.slice(1).map(Number)
    const [day = 0, hour = 0, minute = 0, second = 0] = rest
    return new Date(year, month - 1, day, hour, minute, second).getTime()
  }
  if (name.endsWith('.html')) return null
  const text = readFileSync(join(shared, name), 'utf8')
  const json = JSON.parse(text.replace(/\bNaN\b/g, 'null').replace(/-?\bInfinity\b(?!")/g, '0')) as {
    readonly timestamp?: string
    readonly suite?: { readonly timestamp?: string }
  }
  const time = json.timestamp ?? json.suite?.timestamp
  return time === undefined ? null : new Date(time.replace(' ', 'T').slice(0, 23)).getTime()
}

describe.skipIf(!isThere)('the snapshot of every report of the shared research folder', () => {
  it.each(Object.entries(table))('%s', async (name, stated) => {
    const items = await monitoringOf(join(shared, name))
    if (stated === null) {
      expect(items).toEqual([])
      return
    }
    expect(items).toHaveLength(1)
    for (const item of items) expectItem(item, name, stated)
  })

  it.each(['evidently', 'upstream/repo'])('has one item a report for the folder %s', async (folder) => {
    const items = await monitoringOf(join(shared, folder))
    const reports = Object.entries(table).filter(
      ([name, stated]) => name.startsWith(`${folder}/`) && stated !== null,
    )
    expect(items.map(({ file }) => file).sort()).toEqual(reports.map(([name]) => join(shared, name)).sort())
    for (const [name, stated] of reports) {
      const item = items.find(({ file }) => file === join(shared, name))
      if (item !== undefined && stated !== null) expectItem(item, name, stated)
    }
  })
})
