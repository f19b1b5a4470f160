import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import RunBrowser from '../../../../renderer/components/domain/RunBrowser.vue'
import type { RunQuery } from '../../../../shared/model/run-query'
import { fail, ok } from '../../../../shared/result'
import { useRunSearch, type RunSearch } from '../../../../renderer/composables/useRunSearch'
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

const fruitless = new Set(['none', 'me', 'metri', 'metrics.loss < 0'])
const twelveHundred = createFakeBridge({
  'runs.list': (query) => {
    const all = query.text === '' && query.statuses.length === 0 ? 1_204 : 312
    return ok(aPage(query, fruitless.has(query.text) ? 0 : all, { totalUnfiltered: 1_204 }))
  },
})

/** The table with a search as its page keeps it. */
async function setUp(first = '', bridge = twelveHundred) {
  const held: { search: RunSearch | null } = { search: null }
  const page = defineComponent(() => {
    const search = (held.search = useRunSearch(first))
    return () => h(RunBrowser, { search, label: 'Runs' })
  })
  const mounted = await mountApp(page, { bridge })
  await flushPromises()
  const lastQuery = () => bridge.inputsOf('runs.list').at(-1) as RunQuery
  if (held.search === null) throw new Error('The page was not set up.')
  return { ...mounted, search: held.search, lastQuery }
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
    const { wrapper, search, lastQuery } = await setUp('elk')
    expect(wrapper.get('footer').text()).toContain('312 of 1,204 runs')
    expect(wrapper.get('footer').text()).toContain('892 hidden by filters')
    await wrapper.findAll('[aria-label="Status filter"] button')[2]?.trigger('click')
    await flushPromises()
    expect(lastQuery().statuses).toEqual(['FAILED'])
    await wrapper.get('footer button').trigger('click')
    await flushPromises()
    expect(lastQuery().statuses).toEqual([])
    expect([search.text.value, lastQuery().text]).toEqual(['', ''])
  })

  it('does not count deleted runs as hidden by a filter', async () => {
    const bridge = createFakeBridge({
      'runs.list': (query) => {
        const total = query.text === '' ? 1_000 : 12
        return ok(aPage(query, total, { totalUnfiltered: 1_000, deletedCount: 204 }))
      },
    })
    const { wrapper, search } = await setUp('elk', bridge)
    expect(wrapper.get('footer').text()).toContain('12 of 1,000 runs')
    expect(wrapper.get('footer').text()).toContain('988 hidden by filters')
    expect(wrapper.get('footer').text()).not.toContain('deleted')
    search.put('')
    await flushPromises()
    expect(wrapper.get('footer').text()).toContain('1,000 runs204 deleted')
  })

  it('says which filter hides everything, which is not the same as no runs, and clears it', async () => {
    const { wrapper, search } = await setUp('none')
    await wrapper.findAll('[aria-label="Status filter"] button')[2]?.trigger('click')
    await flushPromises()
    expect(wrapper.get('.empty').text()).toContain('No run matches')
    expect(wrapper.get('.empty').text()).toContain('“none” with status Failed fits none of 1,204 runs.')
    await wrapper.get('.empty button').trigger('click')
    await flushPromises()
    expect(search.text.value).toBe('')
    expect(wrapper.findAll('.body-row').length).toBeGreaterThan(5)
  })

  it('keeps the last rows while a filter is typed that finds nothing on the way', async () => {
    const { wrapper, search } = await setUp()
    const text = 'metrics.loss < 0.5'
    for (let caret = 1; caret <= text.length; caret++) {
      search.type(text.slice(0, caret), caret)
      await flushPromises()
      expect([text.slice(0, caret), wrapper.text().includes('No run matches')]).toEqual([
        text.slice(0, caret),
        false,
      ])
    }
    expect(search.accepted.value).toBe(text)
    expect(wrapper.get('footer').text()).toContain('312 of 1,204 runs')
  })

  it('shows the empty answer to a filter that may go on after a pause, or at once when it is finished', async () => {
    const { wrapper, search, clock } = await setUp('elk')
    search.type('metrics.loss < 0', 16)
    await flushPromises()
    expect([search.isFruitless.value, wrapper.find('.empty').exists()]).toEqual([true, false])
    clock.advance(1_000)
    await flushPromises()
    expect(wrapper.get('.empty').text()).toContain('“metrics.loss < 0” fits none')
    search.type('elk', 3)
    await flushPromises()
    expect(wrapper.find('.empty').exists()).toBe(false)
    search.type('none', 4)
    await flushPromises()
    expect(wrapper.get('.empty').text()).toContain('“none” fits none')
  })

  it('forgets an empty answer whose filter was typed on', async () => {
    const { wrapper, search, lastQuery } = await setUp('elk')
    search.type('metri', 5)
    await flushPromises()
    search.type('metrics.loss <', 14)
    await flushPromises()
    expect(lastQuery().text).toBe('elk')
    search.settle()
    await flushPromises()
    expect([search.accepted.value, wrapper.find('.empty').exists()]).toEqual(['elk', false])
  })

  it('says why nothing could be read, and never that there are 0 runs', async () => {
    const bridge = createFakeBridge({ 'runs.list': () => fail('locked', 'mlflow.db is locked.') })
    const { wrapper } = await setUp('', bridge)
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
