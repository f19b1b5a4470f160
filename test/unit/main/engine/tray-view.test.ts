import { describe, expect, it } from 'vitest'
import { trayView } from '../../../../main/engine/tray-view'
import { emptyCatalog, type AppSnapshot } from '../../../../shared/model/snapshot'
import type { RunRow } from '../../../../shared/model/run-query'

const empty: AppSnapshot = { seq: 1, takenAt: 0, catalog: emptyCatalog, sources: [], threads: [], notices: [] }
const run: RunRow = {
  sourceId: 'a/b',
  runId: 'r 1',
  experimentId: '1',
  experimentName: 'e',
  project: null,
  name: 'able-42',
  status: 'RUNNING',
  startTime: 0,
  endTime: null,
  lifecycleStage: 'active',
  parentRunId: null,
  userName: null,
  isStale: false,
  metrics: {
    'system/cpu': { value: 9, step: 99, timestamp: 99 },
    train_loss: { value: 1.73216, step: 1840, timestamp: 5 },
    accuracy: { value: 0.5, step: 2000, timestamp: 9 },
  },
  params: {},
  tags: {},
}
const rows = (snapshot: AppSnapshot) => trayView(snapshot, true).groups.flat()
const withAlerts = (critical: number): AppSnapshot => ({
  ...empty,
  catalog: {
    ...emptyCatalog,
    statistics: {
      ...emptyCatalog.statistics,
      totalAlerts: critical + 1,
      alertsBySeverity: { info: 1, warning: 0, error: 0, critical },
    },
  },
})

describe('the menu bar', () => {
  it('reads – for what is not measured, never 0', () => {
    expect(trayView(empty, true).title).toBe('GPU –  ANE –')
    expect(rows(empty).map((row) => row.label).slice(0, 4)).toEqual(['GPU –', 'ANE –', 'No run is active', 'No alerts'])
  })
  it('shows the glyph alone if the user wants that', () => {
    expect(trayView(empty, false).title).toBe('')
  })
  it('counts alerts and names the worst', () => {
    expect(trayView(withAlerts(2), true)).toMatchObject({ title: 'GPU –  ANE –  ⚠ 3', hasAlert: true })
    expect(rows(withAlerts(2)).map((row) => row.label)).toContain('3 alerts, worst: critical')
    expect(rows(withAlerts(0)).map((row) => row.label)).toContain('1 alert, worst: info')
  })
  it('names an active run with its loss, and opens it', () => {
    const active = rows({ ...empty, catalog: { ...emptyCatalog, activeRuns: [run, { ...run, isStale: true, name: 'dead' }] } })
    expect(active).toContainEqual({ label: 'able-42 — train_loss 1.732, step 1840', path: '/runs/a%2Fb/r%201', action: 'open' })
    expect(active.some((row) => row.label.includes('dead'))).toBe(false)
  })
  it('keeps labels short', () => {
    const long = { ...run, name: 'x'.repeat(500) }
    const active = rows({ ...empty, catalog: { ...emptyCatalog, activeRuns: [long] } })
    expect(Math.max(...active.map((row) => row.label.length))).toBeLessThanOrEqual(60)
  })
  it('always offers to open and to quit', () => {
    expect(rows(empty).map((row) => row.action).filter(Boolean)).toEqual(['open', 'settings', 'quit'])
  })
})
