import { afterEach, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { createCatalog, type ReportsChanged } from '../../../../main/store/catalog'
import { migrate, migrations } from '../../../../main/store/migrate'
import { openAppDatabase } from '../../../../main/store/open'
import { openDatabase } from '../../../../main/store/sqlite-binding'
import type { DriftReport } from '../../../../shared/model/drift-report'
import { ReportQuerySchema, type ReportQueryInput } from '../../../../shared/model/report-query'
import type { SourceSpec } from '../../../../shared/model/source'
import type { CatalogSummary } from '../../../../shared/model/snapshot'
import { createFakeClock } from '../../../support/fake-clock'
import { feature, report } from '../../shared/monitoring/report'

const spec: SourceSpec = { id: 'ev', kind: 'evidently', location: '/repo/reports', root: '/repo' }
const toolkit: SourceSpec = {
  id: 'toolkit',
  kind: 'toolkit-workspace',
  location: '/repo/mlops/workspace',
  root: '/repo',
}
const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

function makeCatalog() {
  const clock = createFakeClock()
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  const summaries: CatalogSummary[] = []
  const news: ReportsChanged[] = []
  const catalog = createCatalog({
    database,
    clock,
    onSummary: (summary) => summaries.push(summary),
    onRunsChanged: () => {},
    onReportsChanged: (changed) => news.push(changed),
  })
  closers.push(() => {
    catalog.dispose()
    database.close()
  })
  catalog.setSources([spec, toolkit], [])
  const put = (reports: readonly DriftReport[], generation = 1) =>
    catalog.apply('ev', generation, { reports })
  const list = (query: ReportQueryInput = {}) => catalog.reports.list(v.parse(ReportQuerySchema, query), 0)
  const ids = (query: ReportQueryInput = {}) => list(query).rows.map((row) => row.id)
  return { clock, catalog, put, list, ids, summaries, news }
}

const project = (name: string) => ({
  sourceId: 'toolkit',
  name,
  path: `/repo/mlops/workspace/${name}`,
  metadata: {},
  createdAt: 1,
  updatedAt: 2,
  experimentId: null,
  trackingUri: null,
  problem: null,
})

describe('what a report keeps on its way through the database', () => {
  it('is everything, distributions and odd numbers included', () => {
    const { catalog, put } = makeCatalog()
    const whole = report({
      datasetDrift: true,
      driftShare: 0.5,
      driftShareThreshold: 0.4,
      driftedFeatureCount: 1,
      featureCount: 2,
      features: [
        feature('age', {
          score: NaN,
          reference: { x: [0, 1, 2], y: [3, Infinity] },
          current: { x: [0, 1, 2], y: [1, 2] },
        }),
        feature('__proto__', { score: Infinity, drifted: false, reference: { x: ['NaN', 'b'], y: [1, 2] } }),
      ],
      tests: [
        { key: 'k', name: 'Share', status: 'WARNING', description: 'd', group: null, column: null },
        { key: 'l', name: 'Other', status: 'FAIL', description: 'd', group: 'g', column: 'age' },
      ],
      metrics: { 'column/age/max': { current: Infinity, reference: null } },
      tags: ['nightly'],
      problems: ['It lacks something.'],
    })
    put([whole])
    expect(catalog.reports.get({ sourceId: 'ev', reportId: whole.id })).toEqual(whole)
    const [listed] = catalog.reports.records('lora')
    expect(listed).toEqual({
      ...whole,
      features: whole.features.map((each) => ({ ...each, reference: null, current: null })),
    })
  })
})

describe('a list of reports', () => {
  const reports = [
    report({ id: 'a', createdAt: 10, datasetDrift: true, driftShare: 0.6, features: [feature('income')] }),
    report({ id: 'b', createdAt: 30, kind: 'classification', family: 'v2', title: 'Nightly quality' }),
    report({
      id: 'c',
      createdAt: 20,
      project: null,
      kind: 'tests',
      tests: [{ key: 'k', name: 'n', status: 'FAIL', description: '', group: null, column: null }],
    }),
    report({ id: 'd', createdAt: null, datasetDrift: false, driftShare: 0 }),
  ]

  it.each<[string, ReportQueryInput, string[]]>([
    ['newest first, those without a time last', {}, ['b', 'c', 'a', 'd']],
    ['of a project', { project: 'lora' }, ['b', 'a', 'd']],
    ['of no project', { withoutProject: true }, ['c']],
    ['of kinds', { kinds: ['tests', 'classification'] }, ['b', 'c']],
    ['of a family', { families: ['v2'] }, ['b']],
    ['that drifted', { drifted: true }, ['a']],
    ['that did not', { drifted: false }, ['d']],
    ['with failed tests', { tests: ['FAIL', 'ERROR'] }, ['c']],
    ['by words of title and project', { text: 'QUALITY lora' }, ['b']],
    ['by a feature', { text: 'income' }, ['a']],
    ['with a wildcard taken as a letter', { text: '%' }, []],
    ['by drift', { sort: 'driftShare' }, ['a', 'd', 'b', 'c']],
    ['by drift, upwards', { sort: 'driftShare', descending: false }, ['d', 'a', 'b', 'c']],
    ['by page', { offset: 1, limit: 2 }, ['c', 'a']],
  ])('%s', (_what, query, expected) => {
    const { put, ids } = makeCatalog()
    put(reports)
    expect(ids(query)).toEqual(expected)
  })

  it('says how many the filters hide', () => {
    const { put, list } = makeCatalog()
    put(reports)
    expect(list({ project: 'lora', kinds: ['drift'] })).toMatchObject({ total: 2, totalUnfiltered: 3 })
  })
})

describe('changes', () => {
  it('are handed out once, in order, and again when a report says something else', () => {
    const { catalog, put } = makeCatalog()
    put([report({ id: 'a' }), report({ id: 'b' })])
    const first = catalog.reports.changedSince(0, 1)
    expect(first).toMatchObject({ reports: [{ id: 'a' }], hasMore: true })
    const second = catalog.reports.changedSince(first.cursor, 10)
    expect(second).toMatchObject({ reports: [{ id: 'b' }], hasMore: false })
    put([report({ id: 'a' }), report({ id: 'b' })], 2)
    expect(catalog.reports.changedSince(second.cursor, 10)).toEqual({
      reports: [],
      cursor: second.cursor,
      hasMore: false,
    })
    catalog.apply('ev', 3, { removed: { reportIds: ['b'] } })
    put([report({ id: 'a', driftShare: 1 })], 3)
    const third = catalog.reports.changedSince(second.cursor, 10)
    expect(third.reports).toMatchObject([{ id: 'a', driftShare: 1 }])
    expect(third.cursor).toBeGreaterThan(second.cursor)
  })

  it('are told a moment later, gathered', () => {
    const { clock, catalog, put, news } = makeCatalog()
    clock.advance(1_000)
    news.length = 0
    put([report({ id: 'a' })])
    catalog.apply('ev', 1, { removed: { reportIds: ['b'] } })
    expect(news).toEqual([])
    clock.advance(50)
    expect(news).toEqual([
      {
        reports: [
          { sourceId: 'ev', reportId: 'a' },
          { sourceId: 'ev', reportId: 'b' },
        ],
        all: false,
      },
    ])
  })

  it('a sweep removes what a full read did not mention, and a source takes its reports with it', () => {
    const { catalog, put, ids } = makeCatalog()
    put([report({ id: 'a' }), report({ id: 'b' })], 1)
    put([report({ id: 'a' })], 2)
    catalog.sweep('ev', 2)
    expect(ids()).toEqual(['a'])
    catalog.setSources([toolkit], [])
    expect(ids()).toEqual([])
  })
})

describe('projects', () => {
  it('take their reports when they become known, by folder and by name', () => {
    const { catalog, put, ids } = makeCatalog()
    put([
      report({ id: 'folder', project: null, file: '/repo/mlops/workspace/lora/x/a.json' }),
      report({ id: 'name', project: '01_LoRA', file: '/elsewhere/a.json' }),
    ])
    expect(ids({ project: 'lora' })).toEqual([])
    catalog.apply('toolkit', 1, { projects: [project('lora')] })
    expect(ids({ project: 'lora' }).sort()).toEqual(['folder', 'name'])
    catalog.apply('toolkit', 2, { removed: { projectPaths: ['/repo/mlops/workspace/lora'] } })
    expect(ids({ project: '01_LoRA' })).toEqual(['name'])
    expect(ids({ withoutProject: true })).toEqual(['folder'])
  })

  it('have a status that grows stale without a report', () => {
    const { clock, catalog, put, summaries } = makeCatalog()
    const now = clock.now()
    put([report({ createdAt: now, datasetDrift: true, driftShare: 0.6, features: [feature('age')] })])
    clock.advance(1_000)
    expect(summaries.at(-1)).toMatchObject({
      statistics: { totalReports: 1 },
      monitoring: [{ project: 'lora', state: 'drifted', reportCount: 1, retraining: 'suggest' }],
    })
    expect(catalog.monitoring(now + 8 * 86_400_000)).toMatchObject([{ state: 'stale', isStale: true }])
  })
})

describe('the migration', () => {
  it('adds reports to a database of the version before, and keeps what it holds', () => {
    const database = openDatabase(':memory:')
    closers.push(() => database.close())
    migrate(
      database,
      migrations.filter((step) => step.version < 50),
    )
    database.exec(
      "INSERT INTO source (source_id, kind, location, root) VALUES ('s', 'evidently', '/r', '/r')",
    )
    migrate(database)
    expect(database.prepare('SELECT count(*) FROM source').pluck().get()).toBe(1)
    expect(database.prepare('SELECT count(*) FROM report').pluck().get()).toBe(0)
    const plan = database
      .prepare('EXPLAIN QUERY PLAN SELECT * FROM report WHERE project = ? ORDER BY created_at DESC LIMIT 100')
      .all('x') as { detail: string }[]
    expect(plan.map((step) => step.detail).join()).toContain('report_by_project')
  })
})
