import { BrowserWindow, screen, type Rectangle } from 'electron'
import type { AppContract } from '../../shared/contract'
import type { Disposable } from '../../shared/lifecycle'
import type { PushName, PushPayload } from '../../shared/rpc'
import type { Log } from '../log'
import { pushTo } from './ipc-server'
import { appOrigin } from './protocol'

interface PopoverOptions {
  readonly preloadFile: string
  readonly devUrl: string | null
  readonly isPackaged: boolean
  readonly log: Log
}

/** The small panel under the menu bar's icon. There is at most one, and closing destroys it with its renderer. */
export interface Popover extends Disposable {
  /** Opens it under the icon, or closes the open one. */
  toggle(icon: Rectangle): void
  close(): void
  /** The panel is as tall as what it shows. */
  fit(height: number): void
  isSeen(): boolean
  /** From the click to the first painted frame, ms; null before. */
  paintedAfterMs(): number | null
  push<N extends PushName<AppContract>>(name: N, payload: PushPayload<AppContract, N>): void
}

const width = 344
const firstHeight = 420
const gap = 6
/** The click on the icon that takes the focus away from the panel is not one that opens it anew. */
const sameClickMs = 250

export function createPopover(options: PopoverOptions): Popover {
  let window: BrowserWindow | null = null
  let closedAt = -Infinity
  let paintedMs: number | null = null

  function open(icon: Rectangle): void {
    const clickedAt = performance.now()
    const isMac = process.platform === 'darwin'
    const created = new BrowserWindow({
      ...placeUnder(icon, screen.getDisplayMatching(icon).workArea, firstHeight),
      ...(isMac
        ? {
            type: 'panel' as const,
            vibrancy: 'popover' as const,
            visualEffectState: 'active' as const,
            hiddenInMissionControl: true,
          }
        : {}),
      frame: false,
      show: false,
      resizable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      title: 'Sextant',
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
    window = created
    created.once('ready-to-show', () => {
      paintedMs = performance.now() - clickedAt
      created.show()
    })
    created.on('blur', () => close())
    created.on('closed', () => {
      if (window === created) window = null
      closedAt = performance.now()
    })
    created.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') options.log('error', `the panel's process ended: ${reason}`)
      close()
    })
    void created.loadURL(`${options.devUrl ?? appOrigin}/popover.html`)
  }

  function close(): void {
    const open = window
    window = null
    if (open !== null && !open.isDestroyed()) open.destroy()
  }

  return {
    toggle(icon) {
      if (window !== null) close()
      else if (performance.now() - closedAt > sameClickMs) open(icon)
    },
    close,
    fit(height) {
      if (window === null) return
      const bounds = window.getBounds()
      const { workArea } = screen.getDisplayMatching(bounds)
      const fitting = Math.min(Math.round(height), workArea.height - 2 * gap)
      if (fitting !== bounds.height) window.setBounds({ ...bounds, height: fitting })
    },
    isSeen: () => window?.isVisible() ?? false,
    paintedAfterMs: () => paintedMs,
    push(name, payload) {
      if (window !== null) pushTo(window.webContents, name, payload)
    },
    dispose: close,
  }
}

/** Centred under the icon and within the display; where the icon's place is not known (Linux), in the upper right. */
export function placeUnder(icon: Rectangle, area: Rectangle, height: number): Rectangle {
  const isKnown = icon.width > 0
  const wished = isKnown ? icon.x + icon.width / 2 - width / 2 : area.x + area.width
  const x = Math.min(Math.max(area.x + gap, wished), area.x + area.width - width - gap)
  const below = isKnown ? icon.y + icon.height + gap : area.y + gap
  const y = Math.min(Math.max(area.y + gap, below), area.y + area.height - height - gap)
  return { x: Math.round(x), y: Math.round(y), width, height }
}
