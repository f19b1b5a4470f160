import { describe, expect, it } from 'vitest'
import type { MenuItemConstructorOptions } from 'electron'
import { menuTemplate } from '../../../../main/shell/menu-template'
import type { AppCommand } from '../../../../shared/contract'

function itemsOf(isMac: boolean, onCommand: (command: AppCommand) => void = () => {}) {
  const onUndo = () => onCommand({ name: 'undo' })
  const commands = { onCommand, onRevealLogs: () => {}, onUndo, onDemo: () => {} }
  const menus = menuTemplate({ appName: 'Sextant', isMac, isPackaged: true, isDemo: false }, commands)
  return menus.flatMap(({ submenu }) => (submenu ?? []) as MenuItemConstructorOptions[])
}

describe('the menu', () => {
  it.each([true, false])('gives every key once (on a Mac: %s)', (isMac) => {
    const keys = itemsOf(isMac).flatMap(({ accelerator }) => accelerator ?? [])
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('has the settings of the app where each platform has them', () => {
    const labels = (isMac: boolean) => itemsOf(isMac).filter(({ label }) => label === 'Settings…').length
    expect([labels(true), labels(false)]).toEqual([1, 1])
  })
})
