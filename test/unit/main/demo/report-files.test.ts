import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../../../main/demo/random'
import { reportTree } from '../../../../main/demo/report-files'
import { writeTrees } from '../../../../main/demo/write-trees'
import { createEvidentlySource } from '../../../../main/sources/evidently/source'
import type { DriftReport } from '../../../../shared/model/drift-report'
import { monitoringStatus } from '../../../../shared/monitoring/status'
import { defaultThresholds } from '../../../../shared/monitoring/thresholds'

const now = Date.UTC(2026, 10, 23, 15, 4, 5, 678)
const dayMs = 86_400_000
const folder = mkdtempSync(join(tmpdir(), 'demo-reports-'))
const tree = reportTree(now, createRandom(11))
let reports: readonly DriftReport[] = []
let problems: readonly unknown[] = []

beforeAll(async () => {
  await writeTrees(folder, [tree])
  const source = createEvidentlySource({
    spec: { id: 'demo', kind: 'evidently', location: folder, root: folder },
    services: {
      now: () => now,
      breathe: () => Promise.resolve(),
      delay: () => Promise.resolve(),
      log: () => undefined,
    },
  })
  const read: DriftReport[] = []
  const outcome = await source.poll({
    signal: new AbortController().signal,
    emit: (batch) => read.push(...(batch.reports ?? [])),
  })
  if (outcome.ok) problems = outcome.value.problems
  reports = read
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const of = (project: string) => reports.filter((report) => report.project === project)
const statusOf = (project: string) => monitoringStatus(of(project), defaultThresholds, now)

describe('reports of the demo', () => {
  it('are few, small, and all read by the real source without a problem', () => {
    expect(tree.files.reduce((sum, file) => sum + file.content.length, 0)).toBeLessThan(1_500_000)
    expect(problems).toEqual([])
    // The metadata of the workspace is no report.
    expect(reports).toHaveLength(tree.files.length - 1)
    expect(reports.flatMap((report) => report.problems)).toEqual([])
    expect(new Set(reports.map((report) => report.project)).size).toBe(3)
  })

  it('come in every format, dated within four weeks and never in the future', () => {
    expect(new Set(reports.map((report) => `${report.family} ${report.format}`))).toEqual(
      new Set(['legacy html', 'legacy results-json', 'v2 workspace', 'v2 results-json', 'v2 html']),
    )
    const written = new Map(tree.files.map((file) => [file.path, file.modifiedAt]))
    for (const report of reports) {
      expect(report.createdAt).toBe(written.get(report.id))
      expect(report.createdAt).toBeLessThan(now)
      expect(report.createdAt).toBeGreaterThan(now - 29 * dayMs)
    }
  })

  it('shows drift that began some days ago in one project', () => {
    const drift = of('lora-finetuning-mlx').filter((report) => report.id.includes('/drift_report_'))
    const drifted = drift.filter((report) => report.datasetDrift === true)
    expect(drift).toHaveLength(28)
    expect(drifted.length).toBeGreaterThanOrEqual(3)
    expect(drifted.every((report) => (report.createdAt ?? 0) > now - 7 * dayMs)).toBe(true)
    expect(statusOf('lora-finetuning-mlx').state).toBe('drifted')
  })

  it('shows a performance below its limit, and monitoring that is stale', () => {
    expect(statusOf('model-compression-mlx').state).toBe('degraded')
    expect(statusOf('coreml-stable-diffusion-style-transfer').state).toBe('stale')
  })

  it('has tests of every status', () => {
    expect(new Set(reports.flatMap((report) => report.tests.map((test) => test.status)))).toEqual(
      new Set(['SUCCESS', 'FAIL', 'WARNING', 'ERROR', 'SKIPPED']),
    )
  })

  it('is the same for the same seed and moment', () => {
    expect(reportTree(now, createRandom(11))).toEqual(tree)
  })
})
