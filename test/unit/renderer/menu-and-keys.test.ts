import { flushPromises } from '@vue/test-utils'
import type { MenuItemConstructorOptions } from 'electron'
import { afterEach, describe, expect, it } from 'vitest'
import { menuTemplate } from '../../../main/shell/menu-template'
import App from '../../../renderer/App.vue'
import { keysOf, shortcuts, type ShortcutId } from '../../../renderer/composables/shortcuts'
import { pages } from '../../../renderer/routes'
import { useToastStore } from '../../../renderer/stores/toasts'
import { useUiStore } from '../../../renderer/stores/ui'
import type { AppCommand } from '../../../shared/contract'
import { ok } from '../../../shared/result'
import { aBootstrap } from './support/entities'
import { createFakeBridge } from './support/fake-bridge'
import { mountApp } from './support/mount-app'

afterEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
})

/** "CommandOrControl+Shift+O", as the table of shortcuts writes it. */
const keysOfItem = ({ accelerator = '' }: MenuItemConstructorOptions) =>
  accelerator.replace('CommandOrControl', 'mod').toLowerCase()

interface MenuEntry {
  readonly label: string
  readonly keys: string
  readonly command: AppCommand
}

/** The items that ask something of the window. */
function menuEntries(): readonly MenuEntry[] {
  const sent: AppCommand[] = []
  const onCommand = (command: AppCommand) => void sent.push(command)
  const onUndo = () => onCommand({ name: 'undo' })
  const commands = { onCommand, onRevealLogs: () => {}, onUndo, onDemo: () => {} }
  const menus = menuTemplate({ appName: 'Sextant', isMac: true, isPackaged: true, isDemo: false }, commands)
  const items = menus.flatMap(({ submenu }) => (submenu ?? []) as MenuItemConstructorOptions[])
  return items.flatMap((item) => {
    ;(item.click as (() => void) | undefined)?.()
    return sent.splice(0).map((command) => ({ label: item.label ?? '', keys: keysOfItem(item), command }))
  })
}

/** Shortcuts of the whole window; the others belong to tables, charts and the inbox, which have tests of their own. */
const ofWindow = shortcuts.filter(({ keys, group }) => keys.startsWith('mod+') && group !== 'Alerts')

/** The window on a page that is none of the sidebar’s, with something to undo; what it is like after something was done. */
async function outcomeOf(act: (bridge: ReturnType<typeof createFakeBridge>) => unknown): Promise<unknown> {
  const bridge = createFakeBridge({ 'app.bootstrap': () => ok(aBootstrap(1)) })
  const { router, wrapper } = await mountApp(App, { bridge })
  await flushPromises()
  for (const path of ['/models', '/alerts/rules', '/hardware']) await router.push(path)
  router.back()
  await flushPromises()
  const undone: string[] = []
  useToastStore().show('Removed a.', { undo: () => void undone.push('a') })
  const [calls, ui] = [bridge.calls.length, useUiStore()]
  await act(bridge)
  await flushPromises()
  const outcome = {
    path: router.currentRoute.value.path,
    calls: bridge.calls
      .slice(calls)
      .filter(({ name }) => /^(sources|roots)\./.test(name))
      .map(({ name }) => name),
    undone,
    isPaletteOpen: ui.isPaletteOpen,
    isSheetOpen: ui.isShortcutSheetOpen,
    isSidebarHidden: ui.isSidebarHidden,
    findRequests: ui.findRequests,
    serverDialog: ui.serverDialog,
  }
  wrapper.unmount()
  localStorage.clear()
  return outcome
}

function press(keys: string): void {
  const [, shift, key = ''] = /^mod\+(shift\+)?(.+)$/.exec(keys) ?? []
  const shiftKey = shift !== undefined
  window.dispatchEvent(new KeyboardEvent('keydown', { key, metaKey: true, shiftKey, cancelable: true }))
}

describe('keys, menu and pages', () => {
  it.each(ofWindow)(
    '$keys ($label) does what the sheet says, and the menu’s item the same',
    async (shortcut) => {
      const idle = await outcomeOf(() => {})
      const byKey = await outcomeOf(() => press(shortcut.keys))
      expect(byKey).not.toEqual(idle)
      const item = menuEntries().find(({ keys }) => keys === shortcut.keys)
      expect(item, `${shortcut.keys} is in no menu`).toBeDefined()
      if (item === undefined) return
      expect(await outcomeOf((bridge) => bridge.push('command', item.command))).toEqual(byKey)
    },
  )

  it('has every key of the menu in the table that tooltips and the sheet are made of', () => {
    const known = new Set(shortcuts.map(({ keys }) => keys))
    expect(menuEntries().filter(({ keys }) => keys !== '' && !known.has(keys))).toEqual([])
  })

  it('leads to every page of the sidebar by the key that its tooltip names', () => {
    const items = new Map(menuEntries().map(({ keys, command, label }) => [keys, { command, label }]))
    for (const { path, title, shortcut } of pages) {
      const { label, command } = items.get(keysOf(shortcut)) ?? {}
      expect([label?.replace('…', ''), command]).toEqual([title, { name: 'navigate', path }])
    }
  })

  it('names a page as the page is named', () => {
    const labelOf = (id: ShortcutId) => shortcuts.find((shortcut) => shortcut.id === id)?.label
    expect(pages.map(({ shortcut }) => labelOf(shortcut))).toEqual(pages.map(({ title }) => title))
  })
})
