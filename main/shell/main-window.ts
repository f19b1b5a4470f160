import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron'
import type { AppCommand, AppContract } from '../../shared/contract'
import type { Disposable } from '../../shared/lifecycle'
import type { PushName, PushPayload } from '../../shared/rpc'
import type { Log } from '../log'
import { pushTo } from './ipc-server'
import { appOrigin } from './protocol'
import { loadWindowState, placeWindow, saveWindowState, smallestWindow } from './window-state'

interface MainWindowOptions {
  readonly preloadFile: string
  readonly statePath: string
  readonly devUrl: string | null
  readonly isPackaged: boolean
  readonly log: Log
  readonly onClosed: () => void
  readonly onOpened: () => void
}

export interface MainWindow extends Disposable {
  /** Opens the window, or brings the open one to the front. `path` is a route such as `/experiments`. */
  open(path?: string): BrowserWindow
  current(): BrowserWindow | null
  /** Whether somebody can see it: pushes that are drawn every second stop while it is hidden. */
  isSeen(): boolean
  /** Has the page do something, in a window that is opened if there is none; what it cannot hear yet waits for it. */
  command(command: AppCommand): void
  /** The page of these contents has started, and hears commands from now on. */
  started(contents: WebContents): void
  /** Sends news to the window, if there is one. */
  push<N extends PushName<AppContract>>(name: N, payload: PushPayload<AppContract, N>): void
}

/** Closing destroys the window, and with it all of the renderer: only the tray stays (design.md 0.3). */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null
  let lastPath = '/'
  let saving: Promise<void> = Promise.resolve()
  let isListening = false
  let waiting: AppCommand[] = []

  function create(path: string): BrowserWindow {
    const remembered = loadWindowState(options.statePath)
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea)
    const created = new BrowserWindow({
      ...placeWindow(remembered, areas),
      minWidth: smallestWindow.width,
      minHeight: smallestWindow.height,
      show: false,
      title: 'Sextant',
      backgroundColor: backgroundColor(),
      ...(process.platform === 'darwin'
        ? {
            titleBarStyle: 'hiddenInset' as const,
            trafficLightPosition: { x: 18, y: 20 },
            vibrancy: 'sidebar' as const,
          }
        : { autoHideMenuBar: true }),
      webPreferences: {
        preload: options.preloadFile,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: !options.isPackaged,
      },
    })
    if (remembered?.isMaximized) created.maximize()
    created.once('ready-to-show', () => created.show())
    created.on('close', () => {
      const isMaximized = created.isMaximized()
      const bounds = created.getNormalBounds()
      lastPath = new URL(created.webContents.getURL() || appOrigin).hash.slice(1) || '/'
      saving = saveWindowState(options.statePath, { ...bounds, isMaximized }).catch((thrown: unknown) =>
        options.log('warn', `window state was not saved: ${String(thrown)}`),
      )
    })
    created.on('closed', () => {
      window = null
      isListening = false
      waiting = []
      options.onClosed()
    })
    // Loaded anew after a crash, it hears nothing until it has started again.
    created.webContents.on('did-navigate', () => (isListening = false))
    created.webContents.on('render-process-gone', () => (isListening = false))
    reloadOnceAfterCrash(created, options.log)
    void created.loadURL(`${options.devUrl ?? `${appOrigin}/`}#${path}`)
    return created
  }

  function open(path?: string): BrowserWindow {
    if (window === null) {
      window = create(path ?? lastPath)
      options.onOpened()
    } else {
      if (window.isMinimized()) window.restore()
      window.show()
    }
    return window
  }

  return {
    open,
    current: () => window,
    isSeen: () => window !== null && window.isVisible() && !window.isMinimized(),
    push(name, payload) {
      if (window !== null) pushTo(window.webContents, name, payload)
    },
    command(command) {
      const isNew = window === null
      const { webContents } = open(command.name === 'navigate' ? command.path : undefined)
      if (isListening) pushTo(webContents, 'command', command)
      // A new window begins at the page that is asked for.
      else if (!isNew || command.name !== 'navigate') waiting.push(command)
    },
    started(contents) {
      if (contents !== window?.webContents) return
      isListening = true
      for (const command of waiting.splice(0)) pushTo(contents, 'command', command)
    },
    async dispose() {
      window?.close()
      await saving
    },
  }
}

/** On macOS the sidebar's vibrancy shows through a clear window; elsewhere this is what flashes before the page. */
function backgroundColor(): string {
  if (process.platform === 'darwin') return '#00000000'
  return nativeTheme.shouldUseDarkColors ? '#1c1c1e' : '#ffffff'
}

const crashLoopMs = 10_000

/** A crashed page is loaded again, unless it crashes at once: then a blank window is better than a loop. */
function reloadOnceAfterCrash(window: BrowserWindow, log: Log): void {
  let lastCrashAt = -Infinity
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    log('error', `the window's process ended: ${details.reason}`)
    const now = performance.now()
    if (now - lastCrashAt > crashLoopMs) window.webContents.reload()
    lastCrashAt = now
  })
}
