import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import SourceList from '../../../../renderer/components/domain/SourceList.vue'
import { defaultSettings, type SettingsPatch } from '../../../../shared/model/settings'
import { failedRootId, type SourceStatus } from '../../../../shared/model/source'
import { ok } from '../../../../shared/result'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp } from '../support/mount-app'

afterEach(() => document.body.replaceChildren())

const missing: SourceStatus = {
  id: 'one',
  kind: 'mlflow-file',
  location: '/repo/one/mlruns',
  root: '/repo',
  state: 'stale',
  lastGoodAt: 1_790_000_000_000,
  message: '/repo/one/mlruns is not there any more.',
  problems: [
    {
      sourceId: 'one',
      location: '/repo/one/mlruns',
      code: 'not-found',
      message: '/repo/one/mlruns is not there any more.',
    },
  ],
  counts: { experiments: 1, runs: 12, models: 1, reports: 0 },
}

async function setUp(source: SourceStatus) {
  const patches: SettingsPatch[] = []
  const bridge = createFakeBridge({
    'settings.update': (patch) => {
      patches.push(patch)
      return ok({ ...defaultSettings, excludedLocations: [...(patch.excludedLocations ?? [])] })
    },
    'roots.remove': () => ok(null),
  })
  const mounted = await mountApp(SourceList, { bridge, props: { sources: [source] } })
  const press = async (label: string) => {
    const all = mounted.wrapper.findAll('button')
    const button = all.find((one) => one.text() === label || one.attributes('aria-label') === label)
    if (button === undefined) throw new Error(`There is no ${label}.`)
    await button.trigger('click')
    await flushPromises()
  }
  return { ...mounted, patches, press }
}

describe('SourceList', () => {
  it('shows a store that is not there as missing, with its sentence, and nothing to open', async () => {
    const { wrapper } = await setUp(missing)
    expect(wrapper.get('.state').text()).toBe('Missing')
    expect(wrapper.text()).toContain('/repo/one/mlruns is not there any more.')
    expect(wrapper.find('[aria-label="Show in Finder"]').exists()).toBe(false)
  })

  it('names no kind of a place in which nothing was found', async () => {
    const { wrapper } = await setUp({
      ...missing,
      id: failedRootId('/repo'),
      kind: 'toolkit-workspace',
      location: '/repo',
      state: 'failed',
    })
    expect(wrapper.get('.place').text()).toBe('Folder or file /repo')
  })

  it('removes a source only after it said what goes with it', async () => {
    const { wrapper, patches, press } = await setUp(missing)
    await press('Remove')
    expect(wrapper.get('[role=group]').text()).toContain(
      'Remove “mlruns” and its 12 runs and 1 model from Sextant?',
    )
    await press('Keep')
    expect([wrapper.find('[role=group]').exists(), patches]).toEqual([false, []])
    await press('Remove')
    await wrapper.findAll('[role=group] button')[1]?.trigger('click')
    await flushPromises()
    expect(patches).toEqual([{ excludedLocations: ['/repo/one/mlruns'] }])
  })

  it('stops watching the folder that was added when the source is all of it', async () => {
    const { wrapper, bridge, patches, press } = await setUp({ ...missing, root: missing.location })
    await press('Remove')
    await wrapper.findAll('[role=group] button')[1]?.trigger('click')
    await flushPromises()
    expect(bridge.inputsOf('roots.remove')).toEqual([{ path: missing.location }])
    expect(patches).toEqual([])
  })
})
