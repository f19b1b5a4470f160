import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import DriftHeatMap from '../../../../../renderer/components/monitoring/DriftHeatMap.vue'
import type { ReportGrid } from '../../../../../shared/monitoring/report-grid'
import { mountApp, withLayout } from '../../support/mount-app'

let restoreLayout = () => {}
beforeEach(() => {
  restoreLayout = withLayout(900, 460)
})
afterEach(() => restoreLayout())

/** Feature 0 drifts in the newest report only. */
function gridOf(featureCount: number, reportCount: number): ReportGrid {
  const reports = Array.from({ length: reportCount }, (_, at) => ({
    sourceId: 'ev',
    id: `report-${at}`,
    title: null,
    createdAt: Date.UTC(2026, 0, 1 + at, 12),
    datasetDrift: null,
    driftShare: null,
  }))
  const features = Array.from({ length: featureCount }, (_, row) => ({
    name: `feature_${row}`,
    type: 'num',
    driftedCount: row === 0 ? 1 : 0,
    cells: reports.map((_report, column) => {
      const drifted = row === 0 && column === reportCount - 1
      return {
        drifted,
        score: drifted ? 0.3 : 0.01,
        threshold: 0.1,
        methodId: 'wasserstein' as const,
        severity: drifted ? 3 : 0.1,
      }
    }),
  }))
  return { reports, features, olderCount: 0 }
}

async function setUp(featureCount: number, reportCount: number) {
  const { wrapper } = await mountApp(DriftHeatMap, { props: { grid: gridOf(featureCount, reportCount) } })
  const cells = wrapper.get('[role="group"]')
  const press = async (key: string, times = 1) => {
    for (let count = 0; count < times; count++) await cells.trigger('keydown', { key })
  }
  return { wrapper, cells, press, sentence: () => wrapper.get('[role="status"]').text() }
}

describe('drift of 100 features in 200 reports', () => {
  it('gives every cell room, a name to every row and its dates to the map', async () => {
    const { wrapper, cells } = await setUp(100, 200)
    const { width, height } = (wrapper.get('canvas').element as HTMLCanvasElement).style
    expect(Number.parseFloat(width) / 200).toBeGreaterThanOrEqual(8)
    expect(Number.parseFloat(height) / 100).toBeGreaterThanOrEqual(16)
    expect(wrapper.findAll('li button')).toHaveLength(100)
    expect(wrapper.text()).toContain('Jan 1')
    cells.element.scrollLeft = 1000
    await cells.trigger('scroll')
    expect(wrapper.text()).toContain('Jul 19')
    expect(wrapper.text()).not.toContain('Jan 1')
  })

  it('reaches every corner with the keys, keeps the cell in sight and says what is there', async () => {
    const { wrapper, press, sentence } = await setUp(100, 200)
    await press('ArrowUp')
    expect(sentence()).toMatch(/^feature_0, Jul 19.*: drifted, Wasserstein.* 0\.3/)
    await press('ArrowDown', 120)
    await press('Home')
    expect(sentence()).toMatch(/^feature_99, Jan 1.*: not drifted/)
    const frame = wrapper.get('.rows').element
    // happy-dom lays nothing out, so that the frame is 0 or 460 high: the last row has to be reached in both cases.
    expect(frame.scrollTop).toBe(100 * 20 - frame.clientHeight)
    await press('Enter')
    expect(wrapper.emitted('report')).toEqual([[0]])
    await press('Escape')
    expect(sentence()).toMatch(/arrow keys/)
  })
})
