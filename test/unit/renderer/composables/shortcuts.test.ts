import { describe, expect, it } from 'vitest'
import { keyLabel, matchesKeys, shortcuts, type KeyPress } from '../../../../renderer/composables/shortcuts'

const press = (key: string, patch: Partial<KeyPress> = {}): KeyPress => ({
  key,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  ...patch,
})

describe('shortcuts', () => {
  it.each([
    ['⌘K on a Mac', press('k', { metaKey: true }), 'mod+k', true, true],
    ['Ctrl+K on a Mac belongs to text fields', press('k', { ctrlKey: true }), 'mod+k', true, false],
    ['Ctrl+K elsewhere', press('k', { ctrlKey: true }), 'mod+k', false, true],
    ['with caps lock', press('K', { metaKey: true }), 'mod+k', true, true],
    ['⇧⌘Z is redo', press('Z', { metaKey: true, shiftKey: true }), 'mod+z', true, false],
    [
      '"/" typed with shift on a German keyboard',
      press('/', { metaKey: true, shiftKey: true }),
      'mod+/',
      true,
      true,
    ],
    ['a plain letter', press('k'), 'mod+k', true, false],
  ] as const)('%s', (_, given, keys, isMac, expected) => {
    expect(matchesKeys(given, keys, isMac)).toBe(expected)
  })

  it('are unique', () => {
    const keys = shortcuts.map((shortcut) => `${shortcut.group === 'Charts' ? 'c' : ''}${shortcut.keys}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('are written as the platform writes them', () => {
    expect([keyLabel('mod+k', true), keyLabel('mod+k', false), keyLabel('Esc', true)]).toEqual([
      '⌘K',
      'Ctrl+K',
      'Esc',
    ])
  })
})
