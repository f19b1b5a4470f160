import { app } from 'electron'
import { startApp, type RunningApp } from './app'
import { readEnvironment } from './env'
import { lockDownContents } from './shell/security'
import { registerAppScheme } from './shell/protocol'
import { endFailedStart, endOnUncaughtErrors, endWithoutLock, quitInOrder } from './shell/quit'

const environment = readEnvironment(process.env, process.argv, app.isPackaged)
if (environment.userData !== null) app.setPath('userData', environment.userData)
if (environment.isE2e) endOnUncaughtErrors()
registerAppScheme()
// The sandbox cannot start for root, who must pass --no-sandbox; Electron then kills every child.
if (!process.argv.includes('--no-sandbox')) app.enableSandbox()

if (!app.requestSingleInstanceLock()) {
  void endWithoutLock(environment.isE2e)
} else {
  let running: RunningApp | null = null
  // No page is open before the app runs, which is when there is a log.
  lockDownContents((level, message) => running?.log(level, message), environment.devUrl)
  app.on('second-instance', () => running?.openWindow())
  app.on('activate', () => running?.openWindow())
  // Empty on purpose: the tray lives on without a window.
  app.on('window-all-closed', () => {})
  // Not awaited at top level: an ES-module main that awaits whenReady never becomes ready.
  void app.whenReady().then(async () => {
    const openedAtLogin = process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
    running = await startApp(environment, !openedAtLogin).catch((thrown: unknown) =>
      endFailedStart(thrown, environment.isE2e),
    )
    if (running === null) return
    quitInOrder(running)
  })
}
