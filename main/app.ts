import { app, clipboard, nativeTheme, powerMonitor, shell } from 'electron'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../shared/clock'
import type { AppHandlers } from '../shared/contract'
import { logFaults } from '../shared/fault-log'
import { toLookAt } from '../shared/model/alert'
import { Disposables, type Disposable } from '../shared/lifecycle'
import { fail } from '../shared/result'
import { createSaveDesk } from './engine/save-desk'
import { openSettings } from './engine/settings-store'
import { steadyCall } from './engine/steady-call'
import { openSecretStore } from './engine/secret-store'
import { trayView } from './engine/tray-view'
import { startEngineRoom } from './engine-room'
import type { Environment } from './env'
import { createHandlers } from './handlers'
import { createLog, type Log } from './log'
import { openLogFile } from './log-file'
import { installAppMenu } from './shell/app-menu'
import { chooseDataFile, chooseRoot, openJsonFile, saveFileAs } from './shell/dialogs'
import { createDock } from './shell/dock'
import { serveWindows } from './shell/ipc-server'
import { createMainWindow } from './shell/main-window'
import { saveFile } from './shell/save-file'
import { createPopover } from './shell/popover'
import { createNotifier } from './shell/notifier'
import { serveApp } from './shell/protocol'
import { restartApp } from './shell/restart'
import { createKeychainCipher } from './shell/secrets'
import { denyPermissions } from './shell/security'
import { createReportPage } from './shell/report-page'
import { createTray } from './shell/tray'
import { createUntrustedView } from './shell/untrusted-view'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export interface RunningApp extends Disposable {
  openWindow(path?: string): void
  readonly log: Log
}

/** The place that puts the parts together, and opens the window first if it is to. They stop in reverse order; the log closes last. */
export async function startApp(environment: Environment, opensWindow: boolean): Promise<RunningApp> {
  const parts = new Disposables()
  const { isDemo, devUrl } = environment
  const clock = systemClock
  const home = app.getPath('home')
  const userName = nameOfUser()
  const dataFolder = join(app.getPath('userData'), isDemo ? 'demo' : 'data')
  const logFile = parts.add(openLogFile(app.getPath('logs')))
  const log = createLog({ now: () => clock.now(), home, minimum: environment.logLevel, write: logFile.write })
  log(
    'info',
    `Sextant ${app.getVersion()}, Electron ${process.versions.electron}, ${process.platform} ${process.arch}`,
  )
  const settings = await openSettings(join(dataFolder, 'settings.json'), log)
  const secrets = await openSecretStore({
    path: join(dataFolder, 'secrets.json'),
    cipher: createKeychainCipher(process.platform),
    log,
  })
  const notifier = parts.add(
    createNotifier({
      clock,
      onOpen: (alertId) => {
        const path = alertId === null ? '/alerts' : `/alerts?alert=${encodeURIComponent(alertId)}`
        window.command({ name: 'navigate', path })
      },
      onMute: (ids) => void muteForAnHour(ids),
      onAvailability: () => window.push('channels.changed', engine.channels.state()),
    }),
  )
  denyPermissions()
  serveApp(at('../renderer'))
  nativeTheme.themeSource = settings.current().theme
  // Stops after the window, though it starts behind it.
  const behindWindow = parts.add(new Disposables())
  let isTrayHidden = () => false
  let onWindowGone = () => {}
  const dock = parts.add(createDock(clock, () => isTrayHidden()))
  const window = parts.add(
    createMainWindow({
      preloadFile: at('../preload/index.cjs'),
      statePath: join(dataFolder, 'window.json'),
      devUrl,
      isPackaged: app.isPackaged,
      log,
      onOpened: dock.windowOpened,
      onClosed: () => {
        dock.windowClosed()
        onWindowGone()
      },
    }),
  )
  // Its page loads while the threads start; what it asks meanwhile waits for them.
  let serve: (handlers: AppHandlers) => void = () => {}
  const served = new Promise<AppHandlers>((resolve) => (serve = resolve))
  parts.add(serveWindows(served, { devUrl, onFault: logFaults(log, clock), onStarted: window.started }))
  if (opensWindow) window.open()
  const engine = behindWindow.add(
    await startEngineRoom({
      entries: new URL('./', import.meta.url),
      dataFolder,
      homeFolder: home,
      platform: process.platform,
      isDemo,
      macLibrary: environment.macLibrary,
      settings,
      secrets,
      notifier,
      clock,
      log,
    }),
  )
  const { aggregator, alerts, channels, hardware, servers, threads } = engine
  // Nothing is on screen any more, so nothing needs to be read quickly.
  onWindowGone = () => void threads.sources.call('focus', { runs: [] })

  const saves = behindWindow.add(
    createSaveDesk({
      clock,
      stopFilling: (saveId) => void threads.sources.call('stopSaving', { saveId }),
      onChange: (current) => window.push('saves.changed', current),
    }),
  )
  threads.sources.on('saving', saves.progress)

  const untrusted = parts.add(createUntrustedView({ log, partition: 'untrusted' }))
  const popover = parts.add(
    createPopover({
      preloadFile: at('../preload/index.cjs'),
      devUrl,
      isPackaged: app.isPackaged,
      log,
    }),
  )
  const reportPage = parts.add(
    createReportPage({
      window: () => window.current(),
      log,
      onClosed: () => window.push('report.closed', null),
    }),
  )
  const revealLogs = () => shell.showItemInFolder(logFile.path)
  const handlers = createHandlers({
    appVersion: app.getVersion(),
    platform: process.platform,
    isDemo,
    aggregator,
    hardware,
    alerts,
    channels,
    previewer: engine.previewer,
    userName,
    settings,
    servers,
    secrets,
    ...threads,
    saves,
    log,
    shell: {
      chooseRoot: (kind) => chooseRoot(window.current(), kind),
      chooseData: (side) => chooseDataFile(window.current(), side),
      openReport: reportPage.open,
      closeReport: reportPage.close,
      page: {
        async show(html, bounds) {
          const shown = window.current()
          if (shown === null) return fail('cancelled', 'The window was closed.')
          return untrusted.show(shown, { html, allowScripts: false, bounds })
        },
        move: (bounds) => [untrusted, reportPage].forEach((page) => page.move(bounds)),
        cover: (isCovered) => [untrusted, reportPage].forEach((page) => page.cover(isCovered)),
        hide: untrusted.hide,
      },
      openPath: (path) => shell.openPath(path),
      revealPath: (path) => shell.showItemInFolder(path),
      revealLogs,
      openJson: (title) => openJsonFile(window.current(), title),
      save: (suggestedName) => saveFileAs(window.current(), suggestedName),
      writeClipboard: async (text) => {
        await clipboard.writeText(text)
      },
      saveFile: (file) => saveFile(window.current(), file),
      openAt: (path) => window.command({ name: 'navigate', path }),
      quit: () => app.quit(),
      restart: restartApp,
      undoTyping: () => window.current()?.webContents.undo(),
      closePopover: () => popover.close(),
      fitPopover: (height) => popover.fit(height),
    },
  })
  serve(handlers)

  const muteForAnHour = (ids: readonly string[]) =>
    alerts.act({ kind: 'mute', ids: [...ids], until: clock.now() + 3_600_000, note: null }, userName)

  const tray = parts.add(
    createTray({
      iconFile: at('../../main/resources/tray/iconTemplate.png'),
      alertIconFile: at('../../main/resources/tray/iconAlertTemplate.png'),
      onClick: () => popover.toggle(tray.bounds()),
      onAction: (action, path) => {
        if (action === 'quit') app.quit()
        else if (action === 'pause') void handlers['hardware.pause']({ isPaused: !hardware.state().isPaused })
        else window.command({ name: 'navigate', path: path ?? '/' })
      },
    }),
  )
  isTrayHidden = tray.isHidden
  // Samples, snapshots and settings all ask for it: one drawing a second is enough for all of them.
  const trayDrawing = parts.add(
    steadyCall(clock, 1_000, () =>
      tray.show(
        trayView(aggregator.current(), hardware.state(), { ...settings.current(), isDemo }),
        settings.current().trayPopover,
      ),
    ),
  )
  const drawTray = trayDrawing.ask
  drawTray()
  installAppMenu({
    isPackaged: app.isPackaged,
    isDemo,
    window: () => window.current(),
    onCommand: window.command,
    onDemo: () => restartApp(!isDemo),
    onRevealLogs: revealLogs,
  })

  parts.defer(
    aggregator.onSnapshot((snapshot) => {
      drawTray()
      for (const seen of [window, popover]) if (seen.isSeen()) seen.push('snapshot', snapshot)
    }),
  )
  parts.defer(
    hardware.onChange((state) => {
      drawTray()
      for (const seen of [window, popover]) if (seen.isSeen()) seen.push('hardware', { ...state, recent: [] })
    }),
  )
  parts.defer(
    alerts.onChange(({ totals, ids }) => {
      dock.showBadge(toLookAt(totals))
      window.push('alerts.changed', { totals, ids })
    }),
  )
  parts.defer(channels.onChange((state) => window.push('channels.changed', state)))
  parts.defer(
    settings.onChange((changed) => {
      nativeTheme.themeSource = changed.theme
      drawTray()
      window.push('settings', changed)
      popover.push('settings', changed)
      if (!changed.trayPopover) popover.close()
    }),
  )
  threads.data.on('runsChanged', (changed) => window.push('runs.changed', changed))
  threads.data.on('reportsChanged', (changed) => window.push('reports.changed', changed))
  powerMonitor.on('resume', engine.wake)

  if (environment.isE2e) {
    exposeToTests({
      tray: () => tray.current(),
      clickTray: () => popover.toggle(tray.bounds()),
      popoverPaintedAfterMs: () => popover.paintedAfterMs(),
      snapshot: () => aggregator.current(),
      hardware: () => hardware.state(),
    })
  }
  return {
    openWindow: (path) => void window.open(path),
    log,
    async dispose() {
      // What the user set comes first; a keychain that asks the user a question keeps nobody waiting.
      const kept = Promise.all([settings.flush(), secrets.flush()])
      await settings.flush()
      await parts.dispose()
      await kept
    },
  }
}

/** Who acts on alerts. A user that the system knows by number only has no name. */
function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    return process.env['USER'] ?? 'unnamed user'
  }
}

/** The tray cannot be clicked by a test driver, so tests read what it shows. */
function exposeToTests(hooks: Readonly<Record<string, () => unknown>>): void {
  Object.assign(globalThis, { __e2e: hooks })
}
