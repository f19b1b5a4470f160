import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import RunView from '../../../../renderer/views/RunView.vue'
import type { RunDetail } from '../../../../shared/model/run-query'
import { fail, ok, type Result } from '../../../../shared/result'
import { aDetail } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp, withLayout } from '../support/mount-app'

const startTime = 1_800_000_000_000 - 60_000
const ref = { sourceId: 'store', runId: 'run1' }
let points = 3

/** happy-dom has no layout: everything is in sight, and every element has a size from the start. */
function everythingInSight(): void {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly report: (entries: { isIntersecting: boolean }[]) => void
      constructor(report: (entries: { isIntersecting: boolean }[]) => void) {
        this.report = report
      }
      observe = () => this.report([{ isIntersecting: true }])
      disconnect = () => {}
    },
  )
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly report: (entries: { contentRect: { width: number } }[]) => void
      constructor(report: (entries: { contentRect: { width: number } }[]) => void) {
        this.report = report
      }
      observe = () => this.report([{ contentRect: { width: 400 } }])
      unobserve = () => {}
      disconnect = () => {}
    },
  )
}

let restoreLayout = () => {}
beforeEach(() => {
  points = 3
  restoreLayout = withLayout(900, 640)
  everythingInSight()
})
afterEach(() => {
  restoreLayout()
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

function detail(): RunDetail {
  return aDetail({
    name: 'able-mantis-42',
    status: 'RUNNING',
    startTime,
    endTime: null,
    metrics: { loss: { value: 1 / points, step: points - 1, timestamp: startTime } },
    params: { lora_rank: '16' },
    tags: { 'mlflow.source.git.commit': '8f3a1c2b9d7e' },
  })
}

async function setUp(get: () => Result<RunDetail> = () => ok(detail()), watts: number | null = null) {
  const bridge = createFakeBridge({
    'runs.get': get,
    'runs.list': ({ offset }) =>
      ok({ revision: 1, total: 0, totalUnfiltered: 0, deletedCount: 0, offset, rows: [] }),
    'hardware.history': ({ metrics }) =>
      ok(
        metrics.map((metric) => {
          const isKnown = watts !== null && metric === 'power.systemWatts'
          const takenAt = Float64Array.from(isKnown ? [startTime, startTime + 60_000] : [])
          const mean = Float32Array.from(isKnown ? [watts, watts] : [])
          return { metric, takenAt, min: mean, mean, max: mean, slotMs: 60_000 }
        }),
      ),
    'metrics.history': ({ keys }) =>
      ok({
        series: keys.map((key) => ({
          key,
          step: Float64Array.from({ length: points }, (_, index) => index),
          timestamp: Float64Array.from({ length: points }, (_, index) => startTime + index),
          value: Float64Array.from({ length: points }, (_, index) => 1 / (index + 1)),
        })),
        pointCounts: keys.map(() => points),
        isComplete: true,
      }),
  })
  const mounted = await mountApp(RunView, { bridge, props: ref, path: '/runs/store/run1' })
  await flushPromises()
  return mounted
}

describe('RunView', () => {
  it('shows the run and draws its metric', async () => {
    const { wrapper, charts } = await setUp()
    expect(wrapper.get('h1').text()).toBe('able-mantis-42')
    expect(wrapper.text()).toContain('8f3a1c2b')
    expect(wrapper.get('[role=img]').attributes('aria-label')).toBe(
      'loss fell from 1 to 0.3333 over 2 steps; lowest 0.3333 at step 2, highest 1 at step 0.',
    )
    expect(charts).toHaveLength(1)
  })

  it('tells what the machine drew while the run was under way, and for how much of it', async () => {
    const done = aDetail({ status: 'FINISHED', startTime, endTime: startTime + 240_000 })
    const { wrapper } = await setUp(() => ok(done), 60)
    await wrapper.get('#tab-hardware').trigger('click')
    await flushPromises()
    const tiles = wrapper.findAll('.tile').map((tile) => tile.text())
    expect(tiles).toEqual(['Energy2.00 Wh60.0 W on average', 'Recorded50%2m 00s of the run'])
  })

  it('says so where nothing of the machine was recorded', async () => {
    const { wrapper } = await setUp()
    await wrapper.get('#tab-hardware').trigger('click')
    await flushPromises()
    expect(wrapper.get('[role=tabpanel]').text()).toContain('Nothing recorded while this run was under way')
    expect(wrapper.findAll('.tile')).toEqual([])
  })

  it('ticks while the run is under way', async () => {
    const { wrapper, clock } = await setUp()
    expect(wrapper.get('.duration').text()).toBe('1m 00s')
    clock.advance(2_000)
    await flushPromises()
    expect(wrapper.get('.duration').text()).toBe('1m 02s')
  })

  it('updates the chart in place when this run changes, and not for other runs', async () => {
    const { wrapper, bridge, charts } = await setUp()
    const figure = wrapper.get('figure').element
    bridge.push('runs.changed', { runs: [{ sourceId: 'other', runId: 'run1' }], all: false })
    await flushPromises()
    expect(bridge.inputsOf('runs.get')).toHaveLength(1)

    points = 4
    bridge.push('runs.changed', { runs: [ref], all: false })
    await flushPromises()
    expect(wrapper.get('.latest').text()).toBe('0.2500')
    expect(wrapper.get('figure').element).toBe(figure)
    expect([charts.length, charts[0]?.isDisposed]).toEqual([1, false])
    await new Promise((resolve) => requestAnimationFrame(resolve))
    expect(charts[0]?.options.length).toBeGreaterThan(1)
  })

  it('asks for the points of the first charts before anything of them is in sight', async () => {
    restoreLayout()
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        observe = () => {}
        disconnect = () => {}
      },
    )
    const { bridge } = await setUp()
    expect(bridge.inputsOf('metrics.history')).toMatchObject([{ ...ref, keys: ['loss'] }])
  })

  it('asks for this run to be read more often while it is open', async () => {
    const { wrapper, bridge } = await setUp()
    wrapper.unmount()
    expect(bridge.inputsOf('runs.focus')).toEqual([{ runs: [ref] }, { runs: [] }])
  })

  it('disposes of its charts', async () => {
    const { wrapper, charts } = await setUp()
    wrapper.unmount()
    expect(charts.every((chart) => chart.isDisposed)).toBe(true)
  })

  it('says why the run could not be read', async () => {
    const { wrapper } = await setUp(() => fail('not-found', 'This run is no longer in its store.'))
    expect(wrapper.get('[role=alert]').text()).toContain('This run is no longer in its store.')
  })

  it('keeps what it has when a later read fails, and says so', async () => {
    let isLocked = false
    const { wrapper, bridge } = await setUp(() =>
      isLocked ? fail('locked', 'mlflow.db is locked.') : ok(detail()),
    )
    isLocked = true
    bridge.push('runs.changed', { runs: [], all: true })
    await flushPromises()
    expect(wrapper.get('h1').text()).toBe('able-mantis-42')
    expect(wrapper.get('.problem').text()).toContain('mlflow.db is locked. What is shown was read earlier.')
  })

  it('shows the points of a chart as a table', async () => {
    const { wrapper } = await setUp()
    await wrapper.get('[aria-label="Points of loss as a table"]').trigger('click')
    await flushPromises()
    const cells = wrapper.findAll('figure [role=cell]').map((cell) => cell.text())
    expect(cells.slice(0, 2)).toEqual(['2', '0.3333333333333333'])
  })

  it('has tabs that keys reach', async () => {
    const { wrapper } = await setUp()
    await wrapper.get('[role=tablist]').trigger('keydown', { key: 'ArrowRight' })
    await wrapper.get('[role=tablist]').trigger('keydown', { key: 'ArrowRight' })
    expect(wrapper.get('[role=tab][aria-selected=true]').text()).toContain('Parameters')
    expect(wrapper.get('[role=tabpanel]').text()).toContain('lora_rank')
  })
})
