import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import App from '../../../renderer/App.vue'
import { useToastStore } from '../../../renderer/stores/toasts'
import { useUiStore } from '../../../renderer/stores/ui'
import { fail, ok } from '../../../shared/result'
import { aBootstrap } from './support/entities'
import { createFakeBridge } from './support/fake-bridge'
import { mountApp } from './support/mount-app'

afterEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
})

const bootstrap = aBootstrap(1)

async function setUp(bridge = createFakeBridge({ 'app.bootstrap': () => ok(bootstrap) })) {
  const mounted = await mountApp(App, { bridge })
  await flushPromises()
  return { ...mounted, bridge }
}

const press = async (key: string) => {
  window.dispatchEvent(new KeyboardEvent('keydown', { key, metaKey: true, cancelable: true }))
  await flushPromises()
}

describe('App', () => {
  it('tells the style sheet its platform', async () => {
    await setUp()
    expect(document.documentElement.dataset['platform']).toBe('darwin')
  })

  it('obeys the menu', async () => {
    const { bridge, router, wrapper } = await setUp()
    bridge.push('command', { name: 'navigate', path: '/settings' })
    bridge.push('command', { name: 'command-palette' })
    bridge.push('command', { name: 'toggle-sidebar' })
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/settings')
    expect(useUiStore().isPaletteOpen).toBe(true)
    expect(wrapper.find('nav').exists()).toBe(false)
  })

  it('obeys its shortcuts', async () => {
    const { bridge, router } = await setUp()
    await press('2')
    expect(router.currentRoute.value.path).toBe('/experiments')
    await press('r')
    expect(bridge.inputsOf('sources.retry')).toEqual([{ sourceId: null }])
    await press('/')
    expect(useUiStore().isShortcutSheetOpen).toBe(true)
  })

  it('undoes the last thing that can be undone', async () => {
    await setUp()
    const undone: string[] = []
    useToastStore().show('Removed a.', { undo: () => void undone.push('a') })
    useToastStore().show('Copied.')
    await press('z')
    await press('z')
    expect(undone).toEqual(['a'])
  })

  it('says why it could not start, and tries again', async () => {
    let isUp = false
    const { wrapper } = await setUp(
      createFakeBridge({
        'app.bootstrap': () => (isUp ? ok(bootstrap) : fail('unavailable', 'Still starting.')),
      }),
    )
    expect(wrapper.get('[role=alert]').text()).toContain('Still starting.')
    isUp = true
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })
})
