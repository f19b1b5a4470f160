import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { compareRunsPath } from '../../../../renderer/paths'
import RunCompareView from '../../../../renderer/views/RunCompareView.vue'
import { fail, ok } from '../../../../shared/result'
import { aDetail } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp } from '../support/mount-app'

afterEach(() => document.body.replaceChildren())

const lost = 'gone'

async function setUp(...runIds: readonly string[]) {
  const bridge = createFakeBridge({
    'runs.get': ({ runId }) =>
      runId === lost
        ? fail('not-found', 'This run is no longer in its store.')
        : ok(
            aDetail({
              runId,
              name: `run ${runId}`,
              params: { rank: runId, batch: '4' },
              startTime: 1_800_000_000_000,
              endTime: 1_800_000_600_000,
            }),
          ),
    'hardware.history': ({ metrics, from }) =>
      ok(
        metrics.map((metric) => {
          const isPower = metric === 'power.systemWatts'
          const takenAt = Float64Array.from(isPower ? [from + 60_000] : [])
          const mean = Float32Array.from(isPower ? [60] : [])
          return { metric, takenAt, min: mean, mean, max: mean, slotMs: 60_000 }
        }),
      ),
  })
  const path = compareRunsPath(runIds.map((runId) => ({ sourceId: 'store', runId })))
  const mounted = await mountApp(RunCompareView, { bridge, path })
  await flushPromises()
  await flushPromises()
  return mounted
}

describe('comparing runs', () => {
  it('shows what differs, and what does not when asked', async () => {
    const { wrapper } = await setUp('a', 'b')
    expect(wrapper.get('h1').text()).toBe('Compare 2 runs')
    const params = wrapper.get('section[aria-label=Parameters]')
    expect(params.findAll('tr').map((row) => row.text())).toEqual(['rankab'])
    await wrapper.get('[role=switch][aria-label="Only differences"]').trigger('click')
    expect(params.findAll('tr').map((row) => row.text())).toEqual(['rankab', 'batch44'])
    expect(wrapper.get('section[aria-label="This machine meanwhile"]').text()).toContain('1.00 Wh')
  })

  it('goes on without a run that is gone, and says so', async () => {
    const { wrapper } = await setUp('a', lost, 'c')
    expect(wrapper.findAll('.who')).toHaveLength(2)
    expect(wrapper.get('[role=alert]').text()).toContain('This run is no longer in its store.')
  })

  it('compares six runs at most, and says that more were asked for', async () => {
    const { wrapper } = await setUp('a', 'b', 'c', 'd', 'e', 'f', 'g')
    expect(wrapper.findAll('.who')).toHaveLength(6)
    expect(wrapper.text()).toContain('1 more were asked for')
  })

  it('says how to choose runs when there are fewer than two', async () => {
    const { wrapper } = await setUp('a')
    expect(wrapper.text()).toContain('Select two to six')
  })
})
