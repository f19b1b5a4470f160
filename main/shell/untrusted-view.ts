import { session, WebContentsView, type BrowserWindow, type Session } from 'electron'
import type { Disposable } from '../../shared/lifecycle'
import type { PageBounds } from '../../shared/model/artifact'
import { describeThrown, fail, ok, type Result } from '../../shared/result'
import type { Log } from '../log'

export interface UntrustedPage {
  readonly html: Uint8Array
  /** Only for pages that are nothing without them (Evidently's reports). */
  readonly allowScripts: boolean
  /** In CSS pixels of the window's page, as it measures its placeholder, whatever its zoom. */
  readonly bounds: PageBounds
}

export interface UntrustedView extends Disposable {
  /** Shows the page over its placeholder, in place of any other. */
  show(window: BrowserWindow, page: UntrustedPage): Promise<Result<null>>
  move(bounds: PageBounds): void
  /** While something of the window is on top; what is shown meanwhile stays unseen too. */
  cover(isCovered: boolean): void
  hide(): void
}

interface UntrustedViewOptions {
  readonly log: Log
  /** Nothing is shared with another partition, and nothing of one is kept on disk. */
  readonly partition: string
  /** A page that was shown is gone: hidden, replaced, crashed, or closed with the Escape key. */
  readonly onHidden?: () => void
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
    "connect-src 'none'",
    ...(allowScripts ? ["script-src 'unsafe-inline' 'unsafe-eval'", "frame-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Of no origin at all, so without storage, cookies or service workers.
    allowScripts ? 'sandbox allow-scripts' : 'sandbox',
  ].join('; ')
}

/**
 * HTML of somebody else (design.md 0.5): a view in a partition of its own and in memory only, without preload, with every
 * request but the one for the page itself denied, no navigation, no new windows, no permissions, no downloads, and
 * scripts only when told. It lies over the window's page, which must hide it whenever something else comes on top.
 */
export function createUntrustedView({
  log,
  partition,
  onHidden = () => {},
}: UntrustedViewOptions): UntrustedView {
  let own: Session | null = null
  let current: Shown | null = null
  let served: UntrustedPage | null = null
  let isUnderneath = false

  function hide(): void {
    if (current === null) return
    const { view, window, stopFollowing } = current
    current = null
    served = null
    stopFollowing()
    if (!window.isDestroyed()) window.contentView.removeChildView(view)
    if (!view.webContents.isDestroyed()) view.webContents.close()
    onHidden()
  }

  return {
    async show(window, page) {
      hide()
      served = page
      own ??= preparedSession(partition, () => served)
      const view = new WebContentsView({
        webPreferences: {
          session: own,
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          webSecurity: true,
          webviewTag: false,
          navigateOnDragDrop: false,
          spellcheck: false,
          disableDialogs: true,
          safeDialogs: true,
          devTools: false,
          javascript: page.allowScripts,
        },
      })
      // Pages are written for white paper, whatever the app's theme is.
      view.setBackgroundColor('#ffffff')
      const isStillShown = () => current?.view === view
      const hideThis = () => {
        if (isStillShown()) hide()
      }
      lockDown(view, log, hideThis)
      current = { view, window, stopFollowing: whenPageGoes(window, hideThis) }
      view.setVisible(!isUnderneath)
      window.contentView.addChildView(view)
      view.setBounds(boundsIn(window, page.bounds))
      try {
        await view.webContents.loadURL(address)
        return ok(null)
      } catch (thrown) {
        if (!isStillShown()) return fail('cancelled', 'The page was closed before it was shown.')
        log('warn', `a page could not be shown: ${describeThrown(thrown)}`)
        hideThis()
        return fail('unavailable', 'The page could not be shown.', describeThrown(thrown))
      }
    },
    move: (bounds) => current?.view.setBounds(boundsIn(current.window, bounds)),
    cover(isCovered) {
      isUnderneath = isCovered
      current?.view.setVisible(!isCovered)
    },
    hide,
    dispose: hide,
  }
}

interface Shown {
  readonly view: WebContentsView
  readonly window: BrowserWindow
  readonly stopFollowing: () => void
}

/** Whatever ends the page that holds the placeholder: its window, another page, its process. Returns how to stop. */
function whenPageGoes(window: BrowserWindow, hide: () => void): () => void {
  const { webContents } = window
  window.on('closed', hide)
  webContents.on('did-navigate', hide)
  webContents.on('render-process-gone', hide)
  return () => {
    window.off('closed', hide)
    webContents.off('did-navigate', hide)
    webContents.off('render-process-gone', hide)
  }
}

/** The one page is served from memory; every other request of the partition, of any scheme, is refused. */
function preparedSession(partition: string, served: () => UntrustedPage | null): Session {
  // Without `persist:` nothing is kept on disk.
  const own = session.fromPartition(partition, { cache: false })
  own.protocol.handle(scheme, (request) => {
    const page = served()
    if (page === null || request.url !== address || request.method !== 'GET') {
      return new Response(null, { status: 404 })
    }
    return new Response(Buffer.from(page.html), {
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': policy(page.allowScripts),
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-store',
      },
    })
  })
  own.webRequest.onBeforeRequest((details, decide) => {
    // What a page carries in itself (`data:`, `blob:`) never leaves it.
    decide({ cancel: details.url !== address && !/^(?:data|blob|about):/.test(details.url) })
  })
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.setDevicePermissionHandler(() => false)
  own.on('will-download', (event) => event.preventDefault())
  // What would leave all the same meets a port on which nothing listens.
  void own.setProxy({ mode: 'fixed_servers', proxyRules: 'http=127.0.0.1:9;https=127.0.0.1:9' })
  return own
}

function lockDown({ webContents }: WebContentsView, log: Log, hide: () => void): void {
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  // `about:srcdoc` is the frame into which some versions of Evidently wrap the whole page.
  const refuse = (event: { preventDefault(): void; readonly url: string }) => {
    if (event.url === address || event.url === 'about:srcdoc') return
    log('warn', 'a page tried to lead elsewhere')
    event.preventDefault()
  }
  webContents.on('will-navigate', refuse)
  webContents.on('will-frame-navigate', refuse)
  webContents.on('will-redirect', refuse)
  webContents.on('will-prevent-unload', (event) => event.preventDefault())
  webContents.on('render-process-gone', hide)
  webContents.on('before-input-event', (event, input) => {
    if (input.type !== 'keyDown' || input.key !== 'Escape') return
    event.preventDefault()
    hide()
  })
}

/** Views are placed in pixels that do not grow with the zoom of the page below them. */
function boundsIn(window: BrowserWindow, { x, y, width, height }: PageBounds): PageBounds {
  const zoom = window.webContents.getZoomFactor()
  return {
    x: Math.round(x * zoom),
    y: Math.round(y * zoom),
    width: Math.max(1, Math.round(width * zoom)),
    height: Math.max(1, Math.round(height * zoom)),
  }
}
