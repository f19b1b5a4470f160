import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import PopoverView from '../../../../renderer/views/PopoverView.vue'
import type { HardwareState } from '../../../../shared/contract'
import { fail, ok } from '../../../../shared/result'
import * as v from 'valibot'
import { AlertQuerySchema, noAlertTotals } from '../../../../shared/model/alert'
import { anAlert } from '../support/alert-entities'
import { aBootstrap, aRow, aSnapshot } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { aHardwareState } from '../support/hardware'
import { mountApp } from '../support/mount-app'

afterEach(() => document.body.replaceChildren())

const run = (name: string) =>
  aRow(1, {
    runId: name,
    name,
    status: 'RUNNING',
    isStale: false,
    startTime: 0,
    endTime: null,
    params: { max_steps: '400' },
    metrics: { loss: { value: 1.732, step: 100, timestamp: 1 } },
  })

async function setUp(hardware: HardwareState = aHardwareState(), names = ['able-42']) {
  const bridge = createFakeBridge({
    'app.bootstrap': () =>
      ok(aBootstrap(1, { hardware, snapshot: aSnapshot(1, { activeRuns: names.map(run) }) })),
    'metrics.history': ({ keys }) =>
      ok({
        isComplete: true,
        series: keys.map((key) => ({
          key,
          step: Float64Array.from([0, 1, 2]),
          timestamp: Float64Array.from([0, 1, 2]),
          value: Float64Array.from([3, NaN, 1]),
        })),
        pointCounts: keys.map(() => 3),
      }),
  })
  const mounted = await mountApp(PopoverView, { bridge })
  await flushPromises()
  return mounted
}

describe('the panel under the menu bar', () => {
  it('says what is going on, shows the machine and the runs', async () => {
    const { wrapper, bridge } = await setUp()
    expect(wrapper.get('h1').text()).toMatch(/^Training able-42: step 100 of 400, loss 1\.732/)
    expect(wrapper.findAll('dt').map((each) => each.text())).toEqual([
      'GPU',
      'Neural Engine',
      'Memory',
      'Power',
    ])
    expect(wrapper.text()).toContain('Simulated values')
    expect(wrapper.get('.run').text()).toContain('25%')
    await wrapper.get('.run').trigger('click')
    expect(bridge.inputsOf('app.open')).toEqual([{ path: '/runs/store/able-42' }])
  })

  it('shows three runs and counts the others', async () => {
    const { wrapper } = await setUp(aHardwareState(), ['a', 'b', 'c', 'd', 'e'])
    expect(wrapper.findAll('.run')).toHaveLength(3)
    expect(wrapper.get('.more').text()).toBe('2 more')
  })

  it('says when nothing runs and sampling is paused', async () => {
    const { wrapper, bridge } = await setUp(aHardwareState({ isPaused: true }), [])
    expect(wrapper.get('h1').text()).toBe('No training run is active')
    expect(wrapper.get('.state').text()).toBe('Sampling is paused')
    await wrapper
      .findAll('footer button')
      .find((button) => button.text() === 'Resume')
      ?.trigger('click')
    expect(bridge.inputsOf('hardware.pause')).toEqual([{ isPaused: false }])
  })

  it('lists of the alerts those that its count is of: new ones, no history', async () => {
    const unseen = { info: 0, warning: 0, error: 1, critical: 0 }
    const alerts = [anAlert(1, { title: 'able-1 failed' }), anAlert(2, { isBackfill: true })]
    const bridge = createFakeBridge({
      'app.bootstrap': () =>
        ok(aBootstrap(1, { snapshot: { ...aSnapshot(1), alerts: { ...noAlertTotals, unseen } } })),
      'alerts.list': (query) => {
        const { includeBackfill } = v.parse(AlertQuerySchema, query)
        const rows = alerts.filter(({ isBackfill }) => includeBackfill || !isBackfill)
        const page = { total: rows.length, totalUnfiltered: rows.length, offset: 0 }
        return ok({ ...page, rows: rows.map((row) => ({ ...row, foldedCount: 0 })) })
      },
    })
    const { wrapper } = await mountApp(PopoverView, { bridge })
    await flushPromises()
    expect(wrapper.text()).toContain('able-1 failed')
    expect(wrapper.text()).not.toContain('able-elk-2')
  })

  it('closes on Escape', async () => {
    const { bridge } = await setUp()
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    expect(bridge.inputsOf('popover.close')).toHaveLength(1)
  })

  it('says why it knows nothing', async () => {
    const bridge = createFakeBridge({ 'app.bootstrap': () => fail('unavailable', 'The app is quitting.') })
    const { wrapper } = await mountApp(PopoverView, { bridge })
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toBe('The app is quitting.')
  })
})
