import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readReportFile } from '../../main/sources/evidently/read-report-file'
import type { ReportContent } from '../../main/sources/evidently/report-content'
import { createEvidentlySource } from '../../main/sources/evidently/source'
import { sourceIdOf } from '../../main/sources/source-id'
import { openReadonly } from '../../main/store/sqlite-binding'
import type { DriftReport } from '../../shared/model/drift-report'
import { projectRoot } from '../support/paths'
import { testServices } from '../support/source-services'

const python = process.env['APP_LIVE_EVIDENTLY_PYTHON'] ?? process.env['APP_LIVE_PYTHON'] ?? 'python3'

/** What Evidently's own objects say of a report, as make_reports.py writes it down. */
interface State {
  readonly datasetDrift?: boolean
  readonly driftShare?: number
  readonly driftedFeatureCount?: number
  /** [method, score, threshold, drifted]; the current family has no verdict a feature. */
  readonly features: Readonly<Record<string, readonly [string, number, number, boolean | null]>>
  readonly tests: readonly (readonly [name: string, status: string])[]
  readonly metrics: Readonly<Record<string, number | null>>
}

const folder = mkdtempSync(join(tmpdir(), 'evidently-live-'))
let states: Readonly<Record<string, State>> = {}

beforeAll(() => {
  execFileSync(python, ['-W', 'ignore', join(projectRoot, 'test/live/make_reports.py'), folder], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  states = JSON.parse(readFileSync(join(folder, 'states.json'), 'utf8')) as typeof states
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function read(file: string): ReportContent {
  const path = join(folder, file)
  const result = readReportFile(path, statSync(path).size)
  if (!result.ok) throw new Error(`${file}: ${result.error.message}`)
  expect(result.value.content.problems).toEqual([])
  return result.value.content
}

type Said = Pick<
  DriftReport,
  'datasetDrift' | 'driftShare' | 'driftedFeatureCount' | 'features' | 'tests' | 'metrics'
>

/** Exactly what Evidently says, as far as it says it. */
function expectExact(ours: Said, state: State): void {
  if (state.driftShare !== undefined) {
    expect(ours.datasetDrift).toBe(state.datasetDrift)
    expect(ours.driftShare).toBeCloseTo(state.driftShare, 12)
    expect(ours.driftedFeatureCount).toBe(state.driftedFeatureCount)
    expect(ours.features.filter((feature) => feature.drifted)).toHaveLength(state.driftedFeatureCount ?? -1)
    expect(ours.features.map(({ name }) => name).sort()).toEqual(Object.keys(state.features).sort())
  }
  for (const feature of state.driftShare === undefined ? [] : ours.features) {
    const [method, score, threshold, drifted] = state.features[feature.name] ?? []
    expect({ ...feature, method: lower(feature.method) }).toMatchObject({
      method: lower(method ?? null),
      score,
      threshold,
    })
    if (drifted !== null) expect(feature.drifted).toBe(drifted)
  }
  expect(ours.tests.map((test) => test.status).sort()).toEqual(state.tests.map(([, status]) => status).sort())
  expectMetrics(ours, state, 12)
}

function expectMetrics(ours: Said, state: State, digits: number): void {
  for (const [name, value] of Object.entries(state.metrics)) {
    if (value === null) continue
    expect(ours.metrics[name]?.current, name).toBeCloseTo(value, digits)
  }
}

/** A page rounds, and lists features without thresholds. */
function expectRounded(ours: Said, state: State): void {
  if (state.driftShare !== undefined) {
    expect(ours.datasetDrift).toBe(state.datasetDrift)
    expect(ours.driftShare).toBeCloseTo(state.driftShare, 3)
    expect(ours.features).toHaveLength(Object.keys(state.features).length)
    for (const { name, score, drifted } of ours.features) {
      const [, stated = NaN, , verdict] = state.features[name] ?? []
      expect(score).toBeCloseTo(stated, 3)
      if (verdict !== null) expect(drifted).toBe(verdict)
    }
  }
  expect(ours.tests.map((test) => test.status).sort()).toEqual(state.tests.map(([, status]) => status).sort())
}

function lower(method: string | null): string | null {
  return method?.toLowerCase() ?? null
}

describe('reports that a real Evidently has just written', () => {
  it('say as results JSON what its objects say', () => {
    expect(Object.keys(states).length).toBeGreaterThanOrEqual(5)
    for (const [name, state] of Object.entries(states)) expectExact(read(`${name}.json`), state)
  })

  it('say the same as snapshots', () => {
    for (const [name, state] of Object.entries(states)) expectExact(read(`${name}.snap.json`), state)
  })

  it('say the same, rounded, as pages', () => {
    for (const [name, state] of Object.entries(states)) expectRounded(read(`${name}.html`), state)
  })

  it('say the same in its workspace, under their project', async () => {
    const location = join(folder, 'workspace')
    const source = createEvidentlySource({
      spec: { id: sourceIdOf('evidently', location), kind: 'evidently', location, root: location },
      services: testServices(),
      openReadonly,
      temporaryFolder: folder,
    })
    const reports: DriftReport[] = []
    const outcome = await source.poll({
      signal: AbortSignal.timeout(60_000),
      emit: (batch) => reports.push(...(batch.reports ?? [])),
    })
    await source.dispose()
    expect(outcome).toMatchObject({ ok: true, value: { problems: [] } })
    expect(new Set(reports.map((report) => report.project))).toEqual(new Set(['live']))
    const inOrder = reports.toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0))
    const all = Object.values(states)
    expect(inOrder).toHaveLength(all.length)
    inOrder.forEach((report, at) => expectExact(report, all[at] ?? neverStated))
  })
})

const neverStated: State = { features: {}, tests: [], metrics: {} }
