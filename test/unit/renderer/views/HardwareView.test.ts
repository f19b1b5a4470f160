import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import HardwareView from '../../../../renderer/views/HardwareView.vue'
import { useSnapshotStore } from '../../../../renderer/stores/snapshot'
import type { HardwareState } from '../../../../shared/contract'
import { flattenSample } from '../../../../shared/hardware/flatten'
import { ok } from '../../../../shared/result'
import { aBootstrap, aRow } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { aBlankSample, aHardwareState, aSample, linux } from '../support/hardware'
import { mountApp } from '../support/mount-app'

/** happy-dom lays nothing out: everything is in sight. */
beforeEach(() => {
  localStorage.clear()
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
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

async function setUp(hardware: HardwareState) {
  const flat = flattenSample(hardware.sample ?? aBlankSample())
  const at = hardware.sample?.takenAt ?? 0
  const bridge = createFakeBridge({
    'app.bootstrap': () => ok(aBootstrap(1, { hardware })),
    'hardware.history': ({ metrics }) =>
      ok(
        metrics.map((metric) => {
          const mean = Float32Array.from([flat.get(metric) ?? NaN, flat.get(metric) ?? NaN])
          const takenAt = Float64Array.from([at - 2_000, at - 1_000])
          return { metric, takenAt, min: mean, mean, max: mean, slotMs: 1_000 }
        }),
      ),
    'runs.list': ({ offset }) =>
      ok({
        revision: 1,
        total: 1,
        totalUnfiltered: 1,
        deletedCount: 0,
        offset,
        rows: [
          aRow(1, {
            name: 'able-42',
            status: 'RUNNING',
            isStale: false,
            startTime: at - 60_000,
            endTime: null,
          }),
        ],
      }),
  })
  const mounted = await mountApp(HardwareView, { bridge, path: '/hardware' })
  return { ...mounted, start: () => useSnapshotStore().start() }
}

describe('the hardware page', () => {
  it('holds its place until the app has answered', async () => {
    const { wrapper } = await setUp(aHardwareState())
    expect(wrapper.find('[role=status]').exists()).toBe(true)
    expect(wrapper.find('.tile').exists()).toBe(false)
  })

  it('waits for the first sample in words', async () => {
    const { wrapper, start } = await setUp(aHardwareState({ sample: null, recent: [] }))
    await start()
    await flushPromises()
    expect(wrapper.text()).toContain('Waiting for the first sample')
  })

  it('shows the machine with its charts and runs, and says that it is simulated', async () => {
    const { wrapper, start, bridge } = await setUp(aHardwareState())
    await start()
    await flushPromises()
    expect(wrapper.text()).toContain('Simulated values.')
    expect(wrapper.findAll('.tile')).toHaveLength(10)
    expect(wrapper.findAll('.map li')).toHaveLength(16)
    expect(wrapper.text()).toContain('Apple M4 Max')
    expect(wrapper.findAll('figure').map((figure) => figure.get('.title').text())).toEqual([
      'Utilisation',
      'Power',
      'Memory',
      'Temperature',
      'Clock',
      'Memory traffic',
      'Swap',
      'Fans',
      'Disk',
      'Battery',
    ])
    expect(wrapper.get('.runs a').text()).toBe('able-42')
    expect(wrapper.find('tbody .name').text()).toContain('python3.12')
    expect(bridge.inputsOf('hardware.history')).toHaveLength(1)
  })

  it('follows samples without reading the history again', async () => {
    const { wrapper, start, bridge } = await setUp(aHardwareState())
    await start()
    await flushPromises()
    const tile = wrapper.get('.tile')
    const before = tile.element
    bridge.push('hardware', aHardwareState({ sample: aSample(61), recent: [] }))
    bridge.push('hardware', aHardwareState({ sample: aSample(160), recent: [] }))
    await flushPromises()
    expect(wrapper.get('.tile').element).toBe(before)
    expect(wrapper.get('.tile .value').text()).toBe(
      `${Math.round((aSample(160).gpu.utilizationRatio.value ?? 0) * 100)}%`,
    )
    expect(bridge.inputsOf('hardware.history')).toHaveLength(1)
  })

  it('asks for another range, and keeps it', async () => {
    const { wrapper, start, bridge } = await setUp(aHardwareState())
    await start()
    await flushPromises()
    const day = wrapper.findAll('[role=radio]').find((radio) => radio.text() === '24 h')
    await day?.trigger('click')
    await flushPromises()
    const asked = bridge.inputsOf('hardware.history').at(-1) as { from: number; to: number }
    expect((asked.to - asked.from) / 36e5).toBeCloseTo(24.48, 1)
    expect(localStorage.getItem('hardware-range')).toBe('"24h"')
  })

  it('says in one sentence what a machine cannot tell', async () => {
    const sample = { ...aBlankSample(), cpu: aSample().cpu }
    const { wrapper, start } = await setUp(
      aHardwareState({ machine: linux, notices: ['This is Linux.'], sample, recent: [sample] }),
    )
    await start()
    await flushPromises()
    expect(wrapper.findAll('.tile')).toHaveLength(1)
    expect(wrapper.get('.notes').text()).toContain(
      'This is Linux. Not known here: GPU, Neural Engine, memory, power',
    )
    expect(wrapper.findAll('figure').map((figure) => figure.get('.title').text())).toEqual([
      'Utilisation',
      'Clock',
    ])
  })

  it('pauses and says so', async () => {
    const { wrapper, start, bridge } = await setUp(aHardwareState())
    await start()
    await flushPromises()
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Pause')
      ?.trigger('click')
    expect(bridge.inputsOf('hardware.pause')).toEqual([{ isPaused: true }])
    bridge.push('hardware', aHardwareState({ isPaused: true, recent: [] }))
    await flushPromises()
    expect(wrapper.get('.notes').text()).toContain('Sampling is paused.')
  })

  it('reads a chart with the keys', async () => {
    const { wrapper, start } = await setUp(aHardwareState())
    await start()
    await flushPromises()
    const plot = wrapper.get('figure .plot')
    await plot.trigger('keydown', { key: 'Home' })
    expect(wrapper.get('figure [role=status]').text()).toMatch(/GPU \d+%, ANE \d+%, CPU \d+%$/)
  })
})
