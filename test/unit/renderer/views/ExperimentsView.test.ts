import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunQuery } from '../../../../shared/model/run-query'
import { ok } from '../../../../shared/result'
import ExperimentsView from '../../../../renderer/views/ExperimentsView.vue'
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

async function setUp(path: string) {
  const bridge = createFakeBridge({ 'runs.list': (query) => ok(aPage(query, 3)) })
  const mounted = await mountApp(ExperimentsView, { bridge, path })
  await flushPromises()
  const lastText = () => (bridge.inputsOf('runs.list').at(-1) as RunQuery).text
  const address = () => mounted.router.currentRoute.value.query
  return { ...mounted, lastText, address, input: mounted.wrapper.get('input') }
}

describe('the search of the experiments', () => {
  it('is taken from the address', async () => {
    const { input, lastText } = await setUp('/experiments?q=metrics.loss%20%3C%200.5')
    expect(input.element.value).toBe('metrics.loss < 0.5')
    expect(lastText()).toBe('metrics.loss < 0.5')
  })

  it('is kept in the address beside what else stands there, and leaves it when it is cleared', async () => {
    const { input, lastText, address } = await setUp('/experiments?source=s&experiment=1')
    for (const text of ['v', 'vi', 'vis']) await input.setValue(text)
    await flushPromises()
    expect(input.element.value).toBe('vis')
    expect(address()).toEqual({ source: 's', experiment: '1', q: 'vis' })
    expect(lastText()).toBe('vis')
    await input.setValue('vis metrics.loss <')
    await flushPromises()
    expect(address()['q']).toBe('vis')
    expect(lastText()).toBe('vis')
    await input.setValue('')
    await flushPromises()
    expect(address()).toEqual({ source: 's', experiment: '1' })
  })

  it('stays when another experiment is chosen, and follows an address that has another', async () => {
    const { input, router, address } = await setUp('/experiments?q=fox')
    await router.replace('/experiments?source=s&experiment=2')
    await flushPromises()
    expect(address()).toEqual({ source: 's', experiment: '2', q: 'fox' })
    await router.replace('/experiments?q=elk')
    await flushPromises()
    expect(input.element.value).toBe('elk')
  })
})
