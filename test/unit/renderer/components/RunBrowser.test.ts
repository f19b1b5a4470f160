import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import RunBrowser from '../../../../renderer/components/domain/RunBrowser.vue'
import type { RunQuery } from '../../../../shared/model/run-query'
import { fail, ok } from '../../../../shared/result'
import { aPage } from '../support/entities'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp, withLayout } from '../support/mount-app'

let restoreLayout = () => {}
beforeEach(() => {
  restoreLayout = withLayout(900, 640)
})
afterEach(() => {
  restoreLayout()
  document.body.replaceChildren()
})

async function setUp(props: Record<string, unknown> = {}) {
  const bridge = createFakeBridge({
    'runs.list': (query) => {
      const total = query.text === 'none' ? 0 : query.text === '' && query.statuses.length === 0 ? 1_204 : 312
      return ok(aPage(query, total, { totalUnfiltered: 1_204 }))
    },
  })
  const mounted = await mountApp(RunBrowser, { bridge, props: { text: '', label: 'Runs', ...props } })
  await flushPromises()
  const lastQuery = () => bridge.inputsOf('runs.list').at(-1) as RunQuery
  return { ...mounted, bridge, lastQuery }
}

describe('RunBrowser', () => {
  it('sorts by a click, and the other way round by the next', async () => {
    const { wrapper, lastQuery } = await setUp()
    const sortByName = () => wrapper.findAll('[role=columnheader] button')[0]?.trigger('click')
    await sortByName()
    await flushPromises()
    expect(lastQuery()).toMatchObject({ sort: 'name', descending: false, offset: 0 })
    await sortByName()
    await flushPromises()
    expect(lastQuery()).toMatchObject({ sort: 'name', descending: true })
  })

  it('says how many runs filters hide, and clears them', async () => {
    const { wrapper, lastQuery } = await setUp({ text: 'elk' })
    expect(wrapper.get('footer').text()).toContain('312 of 1,204 runs')
    expect(wrapper.get('footer').text()).toContain('892 hidden by filters')
    await wrapper.findAll('[aria-label="Status filter"] button')[2]?.trigger('click')
    await flushPromises()
    expect(lastQuery().statuses).toEqual(['FAILED'])
    await wrapper.get('footer button').trigger('click')
    await flushPromises()
    expect(lastQuery().statuses).toEqual([])
    expect(wrapper.emitted('clearText')).toHaveLength(1)
  })

  it('says that filters hide everything, which is not the same as no runs', async () => {
    const { wrapper } = await setUp({ text: 'none' })
    expect(wrapper.text()).toContain('No run matches')
    expect(wrapper.text()).toContain('1,204 runs are hidden by the filters.')
  })

  it('says why nothing could be read, and never that there are 0 runs', async () => {
    const bridge = createFakeBridge({ 'runs.list': () => fail('locked', 'mlflow.db is locked.') })
    const { wrapper } = await mountApp(RunBrowser, { bridge, props: { text: '', label: 'Runs' } })
    await flushPromises()
    expect(wrapper.text()).toContain('mlflow.db is locked.')
    expect(wrapper.text()).not.toContain('0 runs')
  })

  it('opens a run', async () => {
    const { wrapper, router } = await setUp()
    await wrapper.findAll('.body-row')[3]?.trigger('dblclick')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/runs/store/run3')
  })
})
