import { ipcMain, type WebContents } from 'electron'
import type { Disposable } from '../../shared/lifecycle'
import { contract, type AppContract, type AppHandlers } from '../../shared/contract'
import { fail } from '../../shared/result'
import { dispatch, type OnFault, type PushName, type PushPayload } from '../../shared/rpc'
import { isTrustedSender } from './security'

interface WindowsOptions {
  readonly devUrl: string | null
  readonly onFault: OnFault
  /** A page has its first answer, and listens to pushes. */
  readonly onStarted: (contents: WebContents) => void
}

/** The windows' end of the contract: one channel for calls, one for pushes. Calls that come early wait for the handlers. */
export function serveWindows(
  handlers: Promise<AppHandlers>,
  { devUrl, onFault, onStarted }: WindowsOptions,
): Disposable {
  ipcMain.handle('rpc', async (event, name: unknown, input: unknown) => {
    if (!isTrustedSender(event, devUrl)) return fail('unavailable', 'This page may not talk to Sextant.')
    const answer = await dispatch(contract, await handlers, name, input, onFault)
    if (name === 'app.bootstrap' && answer.ok) onStarted(event.sender)
    return answer
  })
  return { dispose: () => ipcMain.removeHandler('rpc') }
}

export function pushTo<N extends PushName<AppContract>>(
  contents: WebContents,
  name: N,
  payload: PushPayload<AppContract, N>,
): void {
  if (!contents.isDestroyed()) contents.send('push', name, payload)
}
