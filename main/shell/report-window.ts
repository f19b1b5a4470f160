import { session, WebContentsView, type BrowserWindow, type Session } from 'electron'
import { readFile } from 'node:fs/promises'
import type { Disposable } from '../../shared/lifecycle'
import { describeThrown, fail, ok, type Result } from '../../shared/result'
import type { Log } from '../log'

/**
 * A report's own page, which is somebody else's program. It lives in a partition of its own that is gone with it, sees
 * no bridge, no network and no file, cannot navigate, and lies below a bar of the window's that takes it away again.
 */
export interface ReportWindow extends Disposable {
  /** Covers the page below the bar; an open report is replaced. */
  open(path: string): Promise<Result<null>>
  close(): void
}

interface ReportWindowOptions {
  readonly window: () => BrowserWindow | null
  readonly log: Log
  readonly onClosed: () => void
}

/** The height of the toolbar: our bar with "Back" stays above the page. */
export const reportBarHeight = 52
const largestPageBytes = 64 * 1024 * 1024
const reportScheme = 'evidently-report'
const reportUrl = `${reportScheme}://page/`

/** Its own scripts run; anything that would leave the page is refused here, and once more by the session. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  "frame-src 'self'",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  'sandbox allow-scripts',
].join('; ')

export function createReportWindow({ window, log, onClosed }: ReportWindowOptions): ReportWindow {
  let view: WebContentsView | null = null
  let stopFollowing: (() => void) | null = null
  let opened = 0

  function close(): void {
    const closing = view
    if (closing === null) return
    view = null
    stopFollowing?.()
    stopFollowing = null
    const owner = window()
    if (owner !== null && !owner.isDestroyed()) owner.contentView.removeChildView(closing)
    if (!closing.webContents.isDestroyed()) closing.webContents.close()
    onClosed()
  }

  return {
    close,
    dispose: close,
    async open(path) {
      const owner = window()
      if (owner === null) return fail('unavailable', 'The window is closed.')
      let page: Buffer
      try {
        page = await readFile(path)
      } catch (thrown) {
        return fail('unavailable', 'The report’s file could not be read.', describeThrown(thrown))
      }
      if (page.length > largestPageBytes) {
        return fail('unavailable', 'The report’s page is larger than 64 MB; open it in a browser instead.')
      }
      close()
      // Without `persist:` nothing is kept on disk; a number of its own, so that two reports share nothing.
      const own = session.fromPartition(`report-${process.pid}-${++opened}`, { cache: false })
      denyEverything(own, page)
      const created = new WebContentsView({
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
        },
      })
      lockDown(created, log, close)
      view = created
      owner.contentView.addChildView(created)
      stopFollowing = follow(owner, created, close)
      try {
        await created.webContents.loadURL(reportUrl)
      } catch (thrown) {
        close()
        return fail('unavailable', 'The report’s page could not be shown.', describeThrown(thrown))
      }
      return ok(null)
    },
  }
}

/** The one page is served from memory; every other request of the partition, of any scheme, is refused. */
function denyEverything(own: Session, page: Buffer): void {
  own.protocol.handle(reportScheme, (request) =>
    request.url === reportUrl && request.method === 'GET'
      ? new Response(new Uint8Array(page), {
          headers: {
            'Content-Type': 'text/html; charset=utf-8',
            'Content-Security-Policy': contentSecurityPolicy,
            'X-Content-Type-Options': 'nosniff',
            'Referrer-Policy': 'no-referrer',
          },
        })
      : new Response(null, { status: 404 }),
  )
  own.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: details.url !== reportUrl && !/^(?:data|blob|about):/.test(details.url) }),
  )
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.setDevicePermissionHandler(() => false)
  own.on('will-download', (event) => event.preventDefault())
  void own.setProxy({ mode: 'fixed_servers', proxyRules: 'http=127.0.0.1:9;https=127.0.0.1:9' })
}

function lockDown({ webContents }: WebContentsView, log: Log, close: () => void): void {
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  // `about:srcdoc` is the frame into which some versions wrap the whole page.
  const refuse = (event: { preventDefault(): void; readonly url: string }) => {
    if (event.url === reportUrl || event.url === 'about:srcdoc') return
    log('warn', 'a report tried to leave its page')
    event.preventDefault()
  }
  webContents.on('will-navigate', refuse)
  webContents.on('will-frame-navigate', refuse)
  webContents.on('will-redirect', refuse)
  webContents.on('will-prevent-unload', (event) => event.preventDefault())
  webContents.on('render-process-gone', close)
  webContents.on('before-input-event', (event, input) => {
    if (input.type !== 'keyDown' || input.key !== 'Escape') return
    event.preventDefault()
    close()
  })
}

/** Keeps the page below the bar while the window changes its size, and takes it away when the window's own page goes. */
function follow(owner: BrowserWindow, view: WebContentsView, close: () => void): () => void {
  const place = () => {
    const { width, height } = owner.getContentBounds()
    view.setBounds({ x: 0, y: reportBarHeight, width, height: Math.max(0, height - reportBarHeight) })
  }
  place()
  owner.on('resize', place)
  owner.on('closed', close)
  owner.webContents.on('did-navigate', close)
  return () => {
    if (owner.isDestroyed()) return
    owner.off('resize', place)
    owner.off('closed', close)
    owner.webContents.off('did-navigate', close)
  }
}
