import { app, clipboard, nativeTheme, powerMonitor, shell } from 'electron'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AppCommand } from '../shared/contract'
import { systemClock } from '../shared/clock'
import { Disposables, type Disposable } from '../shared/lifecycle'
import { createAggregator } from './engine/aggregator'
import { openSettings } from './engine/settings-store'
import { trayView } from './engine/tray-view'
import type { Environment } from './env'
import { createHandlers } from './handlers'
import { createLog } from './log'
import { openLogFile } from './log-file'
import { installAppMenu } from './shell/app-menu'
import { chooseRoot } from './shell/dialogs'
import { createDock } from './shell/dock'
import { pushTo, serveWindows } from './shell/ipc-server'
import { createMainWindow } from './shell/main-window'
import { serveApp } from './shell/protocol'
import { denyPermissions } from './shell/security'
import { createTray } from './shell/tray'
import { startDemo } from './threads/demo-client'
import { startThreads } from './threads/clients'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export interface RunningApp extends Disposable {
  openWindow(path?: string): void
}

/** The only place that puts the parts together. Stops in reverse order; the log closes last. */
export async function startApp(environment: Environment): Promise<RunningApp> {
  const parts = new Disposables()
  const clock = systemClock
  const dataFolder = join(app.getPath('userData'), environment.isDemo ? 'demo' : 'data')
  const logFile = parts.add(openLogFile(app.getPath('logs')))
  const log = createLog({ now: () => clock.now(), home: app.getPath('home'), minimum: environment.logLevel, write: logFile.write })
  log('info', `Sextant ${app.getVersion()} on Electron ${process.versions.electron}, ${process.platform} ${process.arch}`)

  const settings = await openSettings(join(dataFolder, 'settings.json'), log)
  parts.defer(() => settings.flush())
  const aggregator = parts.add(createAggregator({ clock }))
  const threads = startThreads({
    entries: new URL('./', import.meta.url),
    dataFolder,
    clock,
    log,
    onStatus: (status) => {
      aggregator.setThread(status)
    },
  })
  parts.add(threads)

  // What was last seen is shown before any source is asked; only then are the sources started.
  const loaded = await threads.data.call('load', null)
  if (loaded.ok) {
    aggregator.setCatalog(loaded.value.summary)
    aggregator.setSources(loaded.value.sources)
    loaded.value.notices.forEach(aggregator.addNotice)
  }
  threads.data.on('catalog', aggregator.setCatalog)
  threads.sources.on('statuses', aggregator.setSources)

  const demo = environment.isDemo ? parts.add(await startDemo(new URL('./', import.meta.url))) : null
  const roots = () => (demo === null ? settings.current().roots : [demo.root])
  let watchedRoots = ''
  const watchRoots = () => {
    watchedRoots = JSON.stringify(roots())
    void threads.sources.call('setRoots', { roots: roots() })
  }
  threads.onSourcesStarted(watchRoots)

  denyPermissions()
  serveApp(at('../renderer'))
  nativeTheme.themeSource = settings.current().theme
  const dock = parts.add(createDock(clock))
  const window = parts.add(
    createMainWindow({
      preloadFile: at('../preload/index.cjs'),
      statePath: join(dataFolder, 'window.json'),
      devUrl: environment.devUrl,
      isPackaged: app.isPackaged,
      log,
      onOpened: dock.windowOpened,
      onClosed: () => {
        dock.windowClosed()
        // Nothing is on screen any more, so nothing needs to be read quickly.
        void threads.sources.call('focus', { runs: [] })
      },
    }),
  )
  const pushToWindow: Parameters<typeof pushTo> extends [unknown, ...infer Rest] ? (...rest: Rest) => void : never = (
    name,
    payload,
  ) => {
    const open = window.current()
    if (open !== null) pushTo(open.webContents, name, payload)
  }
  const command = (wanted: AppCommand) => {
    const isNew = window.current() === null
    const opened = window.open(wanted.name === 'navigate' ? wanted.path : undefined)
    if (isNew) return
    if (opened.isMinimized()) opened.restore()
    pushToWindow('command', wanted)
  }

  parts.add(
    serveWindows(
      createHandlers({
        appVersion: app.getVersion(),
        platform: process.platform,
        isDemo: environment.isDemo,
        aggregator,
        settings,
        data: threads.data,
        sources: threads.sources,
        log,
        shell: {
          chooseRoot: (kind) => chooseRoot(window.current(), kind),
          revealPath: (path) => shell.showItemInFolder(path),
          revealLogs: () => shell.showItemInFolder(logFile.path),
          writeClipboard: async (text) => {
            await clipboard.writeText(text)
          },
        },
      }),
      environment.devUrl,
    ),
  )

  const tray = parts.add(
    createTray({
      iconFile: at('../../main/resources/tray/iconTemplate.png'),
      alertIconFile: at('../../main/resources/tray/iconAlertTemplate.png'),
      onAction: (action, path) => {
        if (action === 'quit') app.quit()
        else command({ name: 'navigate', path: path ?? '/' })
      },
    }),
  )
  const drawTray = () => tray.show(trayView(aggregator.current(), settings.current().trayTitle))
  drawTray()

  parts.defer(
    aggregator.onSnapshot((snapshot) => {
      drawTray()
      const open = window.current()
      if (open?.isVisible() === true && !open.isMinimized()) pushToWindow('snapshot', snapshot)
    }),
  )
  threads.data.on('runsChanged', (changed) => pushToWindow('runs.changed', changed))
  parts.defer(
    settings.onChange((changed) => {
      nativeTheme.themeSource = changed.theme
      if (JSON.stringify(roots()) !== watchedRoots) watchRoots()
      drawTray()
      pushToWindow('settings', changed)
    }),
  )
  installAppMenu({
    isPackaged: app.isPackaged,
    onCommand: command,
    onRevealLogs: () => shell.showItemInFolder(logFile.path),
  })
  powerMonitor.on('resume', () => void threads.sources.call('retry', { sourceId: null }))

  if (environment.isE2e) exposeToTests({ tray: () => tray.current(), snapshot: () => aggregator.current() })
  return { openWindow: (path) => void window.open(path), dispose: () => parts.dispose() }
}

/** The tray cannot be clicked by a test driver, so tests read what it shows. */
function exposeToTests(hooks: Readonly<Record<string, () => unknown>>): void {
  Object.assign(globalThis, { __e2e: hooks })
}
