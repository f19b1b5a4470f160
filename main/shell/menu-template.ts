import type { MenuItemConstructorOptions } from 'electron'
import type { AppCommand } from '../../shared/contract'

export interface MenuCommands {
  /** Opens the window if there is none, then sends it the command. */
  readonly onCommand: (command: AppCommand) => void
  readonly onUndo: () => void
  readonly onRevealLogs: () => void
  /** Into the demo, or out of it. */
  readonly onDemo: () => void
}

interface MenuFacts {
  readonly appName: string
  readonly isMac: boolean
  readonly isPackaged: boolean
  readonly isDemo: boolean
}

/** Every route that has a place in the View menu, in the sidebar's order. */
const pages: readonly (readonly [label: string, path: string, key: string])[] = [
  ['Overview', '/', '1'],
  ['Experiments', '/experiments', '2'],
  ['Models', '/models', '3'],
  ['Monitoring', '/monitoring', '4'],
  ['Alerts', '/alerts', '5'],
  ['Hardware', '/hardware', '6'],
]

export function menuTemplate(
  { appName, isMac, isPackaged, isDemo }: MenuFacts,
  { onCommand, onRevealLogs, onUndo, onDemo }: MenuCommands,
): MenuItemConstructorOptions[] {
  const send = (command: AppCommand) => () => onCommand(command)
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CommandOrControl+,',
    click: send({ name: 'navigate', path: '/settings' }),
  }
  const appMenu: MenuItemConstructorOptions = {
    label: appName,
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  }
  return [
    ...(isMac ? [appMenu] : []),
    {
      label: 'File',
      submenu: [
        {
          label: 'Add Folder…',
          accelerator: 'CommandOrControl+Shift+O',
          click: send({ name: 'add-folder' }),
        },
        { label: 'Add Tracking Server…', click: send({ name: 'add-server' }) },
        { type: 'separator' },
        ...(isMac ? [] : [settings, { type: 'separator' as const }]),
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: 'Edit',
      submenu: [
        // No role: the page undoes what was done last, in the field that is typed in or elsewhere.
        { label: 'Undo', accelerator: 'CommandOrControl+Z', click: onUndo },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        { type: 'separator' },
        { label: 'Find', accelerator: 'CommandOrControl+F', click: send({ name: 'find' }) },
        {
          label: 'Command Palette',
          accelerator: 'CommandOrControl+K',
          click: send({ name: 'command-palette' }),
        },
      ],
    },
    {
      label: 'View',
      submenu: [
        ...pages.map(([label, path, key]) => ({
          label,
          accelerator: `CommandOrControl+${key}`,
          click: send({ name: 'navigate', path }),
        })),
        { type: 'separator' },
        { label: 'Back', accelerator: 'CommandOrControl+[', click: send({ name: 'back' }) },
        { label: 'Forward', accelerator: 'CommandOrControl+]', click: send({ name: 'forward' }) },
        { type: 'separator' },
        {
          label: 'Toggle Sidebar',
          accelerator: 'CommandOrControl+\\',
          click: send({ name: 'toggle-sidebar' }),
        },
        { label: 'Read Sources Again', accelerator: 'CommandOrControl+R', click: send({ name: 'reload' }) },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        {
          label: 'Keyboard Shortcuts',
          accelerator: 'CommandOrControl+/',
          click: send({ name: 'show-shortcuts' }),
        },
        { label: 'Show Logs', click: onRevealLogs },
        { type: 'separator' },
        { label: isDemo ? 'Leave the Demo' : 'Open the Demo', click: onDemo },
      ],
    },
  ]
}
