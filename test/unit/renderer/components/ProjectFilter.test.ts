import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ProjectFilter from '../../../../renderer/components/domain/ProjectFilter.vue'
import { useSettingsStore } from '../../../../renderer/stores/settings'
import type { ProjectSummary } from '../../../../shared/model/snapshot'
import { fail } from '../../../../shared/result'
import { aSnapshot } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp } from '../support/mount-app'
import { useToastStore } from '../../../../renderer/stores/toasts'

afterEach(() => document.body.replaceChildren())

const project = (name: string): ProjectSummary => ({
  name,
  sourceId: 'workspace',
  path: null,
  metadata: {},
  createdAt: null,
  updatedAt: null,
  experimentCount: 1,
  runCount: 2,
  activeRunCount: 0,
  failedRunCount: 0,
  modelCount: 0,
  lastRunAt: null,
  problem: null,
})

async function setUp(bridge = createFakeBridge()) {
  const mounted = await mountApp(ProjectFilter, { bridge })
  bridge.push('snapshot', aSnapshot(1, { projects: [project('lora'), project('compression')] }))
  await flushPromises()
  const list = () => document.querySelector('[role=listbox]')
  const press = async (key: string) => {
    list()?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    await flushPromises()
  }
  return { ...mounted, bridge, list, press }
}

describe('ProjectFilter', () => {
  it('is chosen by keys alone and kept in the settings', async () => {
    const bridge = createFakeBridge()
    const { wrapper, list, press } = await setUp(bridge)
    await wrapper.get('.filter').trigger('keydown', { key: 'ArrowDown' })
    await flushPromises()
    expect(
      [...(list()?.querySelectorAll('[role=option]') ?? [])].map((option) => option.textContent.trim()),
    ).toEqual([
      expect.stringContaining('All projects'),
      expect.stringContaining('lora'),
      expect.stringContaining('compression'),
    ])
    await press('ArrowDown')
    await press('ArrowDown')
    await press('Enter')
    expect(bridge.inputsOf('settings.update')).toEqual([{ projectFilter: 'compression' }])
    expect(list()).toBeNull()
  })

  it('counts runs as projects do, without the deleted ones', async () => {
    const bridge = createFakeBridge()
    const { wrapper, list } = await setUp(bridge)
    const statistics = { ...aSnapshot(2).catalog.statistics, totalRuns: 7, deletedRuns: 3 }
    bridge.push('snapshot', aSnapshot(2, { projects: [project('lora'), project('compression')], statistics }))
    await wrapper.get('.filter').trigger('click')
    await flushPromises()
    const all = list()?.querySelector('[role=option]')?.textContent ?? ''
    expect(all.replace(/\s+/g, ' ').trim()).toContain('4')
    expect(all).not.toContain('7')
  })

  it('closes with Escape and changes nothing', async () => {
    const bridge = createFakeBridge()
    const { wrapper, list, press } = await setUp(bridge)
    await wrapper.get('.filter').trigger('click')
    await flushPromises()
    await press('Escape')
    expect([list(), bridge.inputsOf('settings.update')]).toEqual([null, []])
  })

  it('says so when the choice could not be kept', async () => {
    const bridge = createFakeBridge({
      'settings.update': () => fail('permission', 'settings.json cannot be written.'),
    })
    const { wrapper, press } = await setUp(bridge)
    await wrapper.get('.filter').trigger('click')
    await flushPromises()
    await press('ArrowDown')
    await press('Enter')
    expect(useSettingsStore().settings.projectFilter).toBeNull()
    expect(useToastStore().toasts.map(({ message }) => message)).toEqual(['settings.json cannot be written.'])
  })
})
