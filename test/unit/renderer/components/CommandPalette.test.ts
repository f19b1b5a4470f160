import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import CommandPalette from '../../../../renderer/components/domain/CommandPalette.vue'
import { useUiStore } from '../../../../renderer/stores/ui'
import type { RunPage } from '../../../../shared/model/run-query'
import { ok, type Result } from '../../../../shared/result'
import { aPage, aRow } from '../support/entities'
import { createFakeBridge, deferred } from '../support/fake-bridge'
import { mountApp } from '../support/mount-app'

afterEach(() => document.body.replaceChildren())

async function setUp(list: (text: string) => Result<RunPage> | Promise<Result<RunPage>>) {
  const bridge = createFakeBridge({ 'runs.list': (query) => list(query.text) })
  const mounted = await mountApp(CommandPalette, { bridge })
  useUiStore().isPaletteOpen = true
  await flushPromises()
  const options = () => mounted.wrapper.findAll('[role=option]').map((option) => option.get('.label').text())
  const type = async (text: string) => {
    await mounted.wrapper.get('input').setValue(text)
    await flushPromises()
  }
  return { ...mounted, options, type }
}

const named = (...names: string[]): Result<RunPage> =>
  ok({ ...aPage({}, names.length), rows: names.map((name, index) => aRow(index, { name })) })

describe('CommandPalette', () => {
  it('offers recent runs and pages at once', async () => {
    const { options } = await setUp(() => named('able-mantis-42'))
    expect(options().slice(0, 4)).toEqual(['able-mantis-42', 'Overview', 'Experiments', 'Models'])
  })

  it('opens what is highlighted, wrapping around at the ends', async () => {
    const { wrapper, type, router } = await setUp((text) => (text === '' ? named() : named('bold-elk-7')))
    await type('elk')
    await wrapper.get('.palette').trigger('keydown', { key: 'ArrowUp' })
    await wrapper.get('.palette').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/runs/store/run0')
    expect(useUiStore().isPaletteOpen).toBe(false)
  })

  it('drops the late answer to an older text', async () => {
    const slow = deferred<Result<RunPage>>()
    const { type, options } = await setUp((text) => (text === 'e' ? slow.promise : named(`found ${text}`)))
    await type('e')
    await type('el')
    slow.resolve(named('late'))
    await flushPromises()
    expect(options()).toContain('found el')
    expect(options()).not.toContain('late')
  })
})
