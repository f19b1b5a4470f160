import { session, WebContentsView, type BrowserWindow, type Session } from 'electron'
import type { Disposable } from '../../shared/lifecycle'
import type { Log } from '../log'

/** In the window's own pixels, as the page measures its placeholder. */
export interface ViewBounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface UntrustedPage {
  readonly html: Uint8Array
  /** Only for pages that are nothing without them (Evidently's reports). */
  readonly allowScripts: boolean
  readonly bounds: ViewBounds
}

export interface UntrustedView extends Disposable {
  /** Shows the page over its placeholder, in place of any other. */
  show(window: BrowserWindow, page: UntrustedPage): Promise<void>
  move(bounds: ViewBounds): void
  hide(): void
}

const scheme = 'untrusted'
const address = `${scheme}://page/`

/** What the page holds itself is all there is; it may not even know that there is a network. */
function policy(allowScripts: boolean): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline' data:",
    'img-src data: blob:',
    'font-src data:',
    'media-src data: blob:',
    ...(allowScripts ? ["script-src 'unsafe-inline' 'unsafe-eval' data: blob:", 'worker-src blob:'] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    allowScripts ? 'sandbox allow-scripts' : 'sandbox',
  ].join('; ')
}

/**
 * HTML of somebody else (design.md 0.5): a view in a partition of its own and in memory only, without preload, with every
 * request but the one for the page itself denied, no navigation, no new windows, no permissions, no downloads, and
 * scripts only when told. It lies over the window's page, which must hide it whenever something else comes on top.
 */
export function createUntrustedView(log: Log): UntrustedView {
  let partition: Session | null = null
  let current: { readonly view: WebContentsView; readonly window: BrowserWindow } | null = null
  let served: UntrustedPage | null = null

  function preparedSession(): Session {
    if (partition !== null) return partition
    partition = session.fromPartition('untrusted', { cache: false })
    partition.protocol.handle(scheme, (request) => {
      if (served === null || request.url !== address) return new Response(null, { status: 404 })
      return new Response(Buffer.from(served.html), {
        headers: {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Security-Policy': policy(served.allowScripts),
          'X-Content-Type-Options': 'nosniff',
          'Cache-Control': 'no-store',
        },
      })
    })
    partition.webRequest.onBeforeRequest((details, decide) => {
      // What a page carries in itself (`data:`, `blob:`) never leaves it.
      decide({ cancel: details.url !== address && !/^(?:data|blob):/.test(details.url) })
    })
    partition.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
    partition.setPermissionCheckHandler(() => false)
    partition.setDevicePermissionHandler(() => false)
    partition.on('will-download', (event) => event.preventDefault())
    return partition
  }

  function hide(): void {
    if (current === null) return
    const { view, window } = current
    current = null
    served = null
    if (!window.isDestroyed()) window.contentView.removeChildView(view)
    if (!view.webContents.isDestroyed()) view.webContents.close()
  }

  return {
    async show(window, page) {
      hide()
      served = page
      const view = new WebContentsView({
        webPreferences: {
          session: preparedSession(),
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          webviewTag: false,
          navigateOnDragDrop: false,
          spellcheck: false,
          devTools: false,
          javascript: page.allowScripts,
        },
      })
      // Pages are written for white paper, whatever the app's theme is.
      view.setBackgroundColor('#ffffff')
      current = { view, window }
      view.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
      for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
        view.webContents.on(name as 'will-navigate', (event) => event.preventDefault())
      }
      window.once('closed', () => {
        if (current?.view === view) hide()
      })
      window.contentView.addChildView(view)
      view.setBounds(rounded(page.bounds))
      await view.webContents
        .loadURL(address)
        .catch((thrown: unknown) => log('warn', `a page could not be shown: ${String(thrown)}`))
    },
    move: (bounds) => current?.view.setBounds(rounded(bounds)),
    hide,
    dispose: hide,
  }
}

function rounded({ x, y, width, height }: ViewBounds): ViewBounds {
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.max(1, Math.round(width)),
    height: Math.max(1, Math.round(height)),
  }
}
