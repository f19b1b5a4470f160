/** Every key of the window in one table: the listener, the tooltips and the ⌘/ sheet all read it. */
export interface Shortcut {
  readonly id: string
  /** `mod` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys: string
  readonly label: string
  readonly group: 'Everywhere' | 'Pages' | 'Tables' | 'Alerts' | 'Charts'
}

const table = [
  { id: 'palette', keys: 'mod+k', label: 'Go to anything', group: 'Everywhere' },
  { id: 'shortcuts', keys: 'mod+/', label: 'Show these shortcuts', group: 'Everywhere' },
  { id: 'find', keys: 'mod+f', label: 'Find on this page', group: 'Everywhere' },
  { id: 'sidebar', keys: 'mod+\\', label: 'Show or hide the sidebar', group: 'Everywhere' },
  { id: 'undo', keys: 'mod+z', label: 'Undo', group: 'Everywhere' },
  { id: 'refresh', keys: 'mod+r', label: 'Read all sources again', group: 'Everywhere' },
  { id: 'add-folder', keys: 'mod+shift+o', label: 'Watch a folder', group: 'Everywhere' },
  { id: 'back', keys: 'mod+[', label: 'Back', group: 'Everywhere' },
  { id: 'forward', keys: 'mod+]', label: 'Forward', group: 'Everywhere' },
  { id: 'page-1', keys: 'mod+1', label: 'Overview', group: 'Pages' },
  { id: 'page-2', keys: 'mod+2', label: 'Experiments', group: 'Pages' },
  { id: 'page-3', keys: 'mod+3', label: 'Models', group: 'Pages' },
  { id: 'page-4', keys: 'mod+4', label: 'Monitoring', group: 'Pages' },
  { id: 'page-5', keys: 'mod+5', label: 'Alerts', group: 'Pages' },
  { id: 'page-6', keys: 'mod+6', label: 'Hardware', group: 'Pages' },
  { id: 'settings', keys: 'mod+,', label: 'Settings', group: 'Pages' },
  { id: 'table-move', keys: '↑ ↓  or  k j', label: 'Move by a row', group: 'Tables' },
  { id: 'table-ends', keys: 'Home  End', label: 'First and last row', group: 'Tables' },
  { id: 'table-page', keys: 'Page Up  Page Down', label: 'Move by a screen', group: 'Tables' },
  { id: 'table-open', keys: 'Return', label: 'Open the row', group: 'Tables' },
  { id: 'table-select', keys: 'x', label: 'Select or deselect the row', group: 'Tables' },
  { id: 'table-extend', keys: 'Shift ↑ ↓', label: 'Select several rows', group: 'Tables' },
  { id: 'table-clear', keys: 'Esc', label: 'Clear the selection', group: 'Tables' },
  { id: 'alert-acknowledge', keys: 'e', label: 'Acknowledge', group: 'Alerts' },
  { id: 'alert-mute', keys: 'm', label: 'Mute or unmute', group: 'Alerts' },
  { id: 'alert-resolve', keys: 'r', label: 'Resolve or reopen', group: 'Alerts' },
  { id: 'alert-undo', keys: 'u', label: 'Undo the last action', group: 'Alerts' },
  { id: 'alert-all', keys: 'mod+a', label: 'Select all', group: 'Alerts' },
  { id: 'chart-point', keys: '← →', label: 'Read a chart point by point', group: 'Charts' },
  { id: 'chart-ends', keys: 'Home  End', label: 'First and last point', group: 'Charts' },
] as const satisfies readonly Shortcut[]

export const shortcuts: readonly Shortcut[] = table
export type ShortcutId = (typeof table)[number]['id']

export function keysOf(id: ShortcutId): string {
  return table.find((shortcut) => shortcut.id === id)?.keys ?? ''
}

/** "mod+k" → "⌘K" on a Mac, "Ctrl+K" elsewhere. */
export function keyLabel(keys: string, isMac: boolean): string {
  const chord = chordOf(keys)
  if (chord === null) return keys
  const key = chord.key.toUpperCase()
  if (isMac) return `${chord.hasShift ? '⇧' : ''}⌘${key}`
  return `Ctrl+${chord.hasShift ? 'Shift+' : ''}${key}`
}

/** "mod+shift+o" in its parts; null for keys that are no such chord. */
function chordOf(keys: string): { readonly key: string; readonly hasShift: boolean } | null {
  const parts = /^mod\+(shift\+)?(.+)$/.exec(keys)
  return parts === null ? null : { key: parts[2] ?? '', hasShift: parts[1] !== undefined }
}

export interface KeyPress {
  readonly key: string
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Whether a key press is this `mod+…` shortcut. The character decides, so that it works on every keyboard layout. */
export function matchesKeys(press: KeyPress, keys: string, isMac: boolean): boolean {
  const chord = chordOf(keys)
  if (chord === null || press.altKey) return false
  const isMod = isMac ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey
  // "/" needs Shift on many layouts, letters never do: ⇧⌘Z is another command than ⌘Z.
  const isShiftRight = press.shiftKey === chord.hasShift || (!chord.hasShift && !/[a-z]/.test(chord.key))
  return isMod && isShiftRight && press.key.toLowerCase() === chord.key
}
