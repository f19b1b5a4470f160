import { ipcMain, type WebContents } from 'electron'
import type { Disposable } from '../../shared/lifecycle'
import { contract, type AppContract, type AppHandlers } from '../../shared/contract'
import { fail } from '../../shared/result'
import { dispatch, type OnFault, type PushName, type PushPayload } from '../../shared/rpc'
import { isTrustedSender } from './security'

/** The windows' end of the contract: one channel for calls, one for pushes. */
export function serveWindows(handlers: AppHandlers, devUrl: string | null, onFault: OnFault): Disposable {
  ipcMain.handle('rpc', (event, name: unknown, input: unknown) =>
    isTrustedSender(event, devUrl)
      ? dispatch(contract, handlers, name, input, onFault)
      : fail('unavailable', 'This page may not talk to Sextant.'),
  )
  return { dispose: () => ipcMain.removeHandler('rpc') }
}

export function pushTo<N extends PushName<AppContract>>(
  contents: WebContents,
  name: N,
  payload: PushPayload<AppContract, N>,
): void {
  if (!contents.isDestroyed()) contents.send('push', name, payload)
}
