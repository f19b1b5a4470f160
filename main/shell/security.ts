import { app, session, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { appOrigin } from './protocol'
import type { Log } from '../log'

/** Every page of the app, now and later: no new windows, no navigation, no web views, no permissions. */
export function lockDownContents(log: Log, devUrl: string | null): void {
  const allowed = allowedOrigins(devUrl)
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(({ url }) => {
      log('warn', `refused to open a window for ${url}`)
      return { action: 'deny' }
    })
    const refuse = (event: { preventDefault(): void; readonly url: string }) => {
      if (allowed.has(originOf(event.url))) return
      log('warn', `refused to navigate to ${event.url}`)
      event.preventDefault()
    }
    contents.on('will-navigate', refuse)
    contents.on('will-frame-navigate', refuse)
    contents.on('will-redirect', refuse)
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** After the app is ready. Electron grants everything that is not refused. */
export function denyPermissions(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
}

/** Whether a message comes from the top frame of our own page. */
export function isTrustedSender(event: IpcMainInvokeEvent, devUrl: string | null): boolean {
  // Read at once: after an await the frame may be gone.
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && allowedOrigins(devUrl).has(originOf(frame.url))
}

function allowedOrigins(devUrl: string | null): ReadonlySet<string> {
  return new Set(devUrl === null ? [appOrigin] : [appOrigin, originOf(devUrl)])
}

/** `URL.origin` is "null" for custom schemes in Node, so the app's own is put together by hand. */
function originOf(url: string): string {
  try {
    const parsed = new URL(url)
    return parsed.origin === 'null' ? `${parsed.protocol}//${parsed.host}` : parsed.origin
  } catch {
    return ''
  }
}
