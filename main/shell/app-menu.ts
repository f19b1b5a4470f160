import { app, BrowserWindow, Menu } from 'electron'
import { menuTemplate, type MenuCommands } from './menu-template'

interface AppMenuOptions extends Omit<MenuCommands, 'onUndo'> {
  readonly isPackaged: boolean
  readonly isDemo: boolean
  readonly window: () => BrowserWindow | null
}

export function installAppMenu(options: AppMenuOptions): void {
  const { isPackaged, isDemo, window, onCommand, onRevealLogs, onDemo } = options
  const isMac = process.platform === 'darwin'
  const onUndo = () => {
    const focused = BrowserWindow.getFocusedWindow()
    if (focused !== null && focused === window()) onCommand({ name: 'undo' })
    // A sheet (a dialog for saving) has the keys: its field has an undo of its own, which only the system reaches.
    else if (isMac) Menu.sendActionToFirstResponder('undo:')
  }
  const commands = { onCommand, onRevealLogs, onUndo, onDemo }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ appName: app.name, isMac, isPackaged, isDemo }, commands)),
  )
  app.setAboutPanelOptions({
    applicationName: 'Sextant',
    applicationVersion: app.getVersion(),
    copyright: 'MIT License',
  })
}
