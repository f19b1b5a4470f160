import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, KeepAlive, ref } from 'vue'
import { useRunPages } from '../../../../renderer/composables/useRunPages'
import type { RunPage, RunQuery } from '../../../../shared/model/run-query'
import { fail, ok, type Result } from '../../../../shared/result'
import { aPage, aRow } from '../support/entities'
import { createFakeBridge, deferred } from '../support/fake-bridge'
import { mountApp, withApp } from '../support/mount-app'

function setUp(answer: (query: RunQuery) => Result<RunPage> | Promise<Result<RunPage>>) {
  const bridge = createFakeBridge({ 'runs.list': answer })
  const text = ref('')
  const revision = ref(1)
  const { value: pages } = withApp(bridge, () =>
    useRunPages(
      () => ({ text: text.value }),
      () => revision.value,
    ),
  )
  const offsets = () => bridge.inputsOf('runs.list').map((input) => (input as RunQuery).offset)
  return { pages, text, revision, bridge, offsets }
}

describe('useRunPages', () => {
  it('reads the pages that come into sight, each once', async () => {
    const { pages, offsets } = setUp((query) => ok(aPage(query, 25_000)))
    await flushPromises()
    pages.show(12_390, 12_420)
    pages.show(12_391, 12_421)
    await flushPromises()
    expect(offsets()).toEqual([0, 12_300, 12_400])
    expect([pages.rowAt(12_405)?.runId, pages.rowAt(500)]).toEqual(['run12405', null])
  })

  it('keeps the old rows until the first rows of a new query are here, then starts at the top', async () => {
    const late = deferred<Result<RunPage>>()
    const { pages, text } = setUp((query) => (query.text === '' ? ok(aPage(query, 300)) : late.promise))
    await flushPromises()
    const before = pages.queryCount.value
    text.value = 'elk'
    await flushPromises()
    expect([pages.total.value, pages.rowAt(0)?.runId, pages.queryCount.value]).toEqual([300, 'run0', before])
    late.resolve(ok({ ...aPage({}, 1, { totalUnfiltered: 300 }), rows: [aRow(77)] }))
    await flushPromises()
    expect([pages.total.value, pages.totalUnfiltered.value, pages.rowAt(0)?.runId]).toEqual([1, 300, 'run77'])
    expect(pages.queryCount.value).toBe(before + 1)
  })

  it('reads on after the list became empty, or shorter than where it was scrolled to', async () => {
    let total = 10_000
    const { pages, revision } = setUp((query) => ok(aPage(query, total)))
    await flushPromises()
    pages.show(9_980, 9_999)
    await flushPromises()
    const totals: (number | string | null)[] = []
    for (const next of [0, 40, 10_000]) {
      total = next
      revision.value += 1
      await flushPromises()
      totals.push(pages.total.value, pages.rowAt(0)?.runId ?? null)
    }
    expect(totals).toEqual([0, null, 40, 'run0', 10_000, 'run0'])
  })

  it('drops the late answer to an older query', async () => {
    const slow = deferred<Result<RunPage>>()
    const { pages, text } = setUp((query) =>
      query.text === 'a' ? slow.promise : ok(aPage(query, query.text.length)),
    )
    await flushPromises()
    text.value = 'a'
    await flushPromises()
    text.value = 'ab'
    await flushPromises()
    slow.resolve(ok(aPage({}, 999)))
    await flushPromises()
    expect(pages.total.value).toBe(2)
  })

  it('reads what is on screen again when the content changes, without emptying the table', async () => {
    let total = 500
    const { pages, revision, offsets } = setUp((query) => ok(aPage(query, total)))
    await flushPromises()
    pages.show(210, 240)
    await flushPromises()
    const before = pages.queryCount.value
    total = 501
    revision.value = 2
    await Promise.resolve()
    expect(pages.rowAt(220)).not.toBeNull()
    await flushPromises()
    expect(offsets()).toEqual([0, 200, 200])
    expect([pages.total.value, pages.queryCount.value]).toEqual([501, before])
  })

  it('keeps the rows and says why when a refresh fails', async () => {
    let isLocked = false
    const { pages, revision } = setUp((query) => (isLocked ? fail('locked', 'Locked.') : ok(aPage(query, 3))))
    await flushPromises()
    isLocked = true
    revision.value = 2
    await flushPromises()
    expect([pages.rowAt(0)?.runId, pages.error.value?.message]).toEqual(['run0', 'Locked.'])
    isLocked = false
    pages.refresh()
    await flushPromises()
    expect(pages.error.value).toBeNull()
  })

  it('says that the first read failed, and reads when asked again', async () => {
    let isUp = false
    const { pages } = setUp((query) => (isUp ? ok(aPage(query, 1)) : fail('unavailable', 'Not yet.')))
    await flushPromises()
    expect([pages.isFirstLoad.value, pages.error.value?.message]).toEqual([true, 'Not yet.'])
    isUp = true
    pages.refresh()
    await flushPromises()
    expect([pages.isFirstLoad.value, pages.error.value, pages.total.value]).toEqual([false, null, 1])
  })
})

describe('useRunPages in a kept-alive page', () => {
  it('reads nothing while another page is on screen, and what it missed on return', async () => {
    const bridge = createFakeBridge({ 'runs.list': (query) => ok(aPage(query, 3)) })
    const revision = ref(1)
    const isShown = ref(true)
    const page = defineComponent({
      setup() {
        useRunPages(
          () => ({}),
          () => revision.value,
        )
        return () => h('p')
      },
    })
    await mountApp(
      defineComponent(() => () => h(KeepAlive, null, { default: () => (isShown.value ? h(page) : null) })),
      { bridge },
    )
    await flushPromises()
    isShown.value = false
    await flushPromises()
    revision.value = 2
    await flushPromises()
    expect(bridge.inputsOf('runs.list')).toHaveLength(1)
    isShown.value = true
    await flushPromises()
    expect(bridge.inputsOf('runs.list')).toHaveLength(2)
  })
})
