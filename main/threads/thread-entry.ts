import type { MessagePort } from 'node:worker_threads'
import type { Port } from '../../shared/port-rpc'
import type { Log } from '../log'
import { portOf } from './worker-port'

/** What every thread has in common: its port to main, a log that main writes, connections to siblings, an orderly end. */
export interface ThreadEntry {
  readonly port: Port
  readonly log: Log
  /** Main hands over one end of a channel to the sibling thread of that name, again after each restart. */
  onConnect(peer: string, connect: (port: MessagePort) => void): void
  onStop(stop: () => void | Promise<void>): void
}

export function serveThread(parent: MessagePort | null): ThreadEntry {
  if (parent === null) throw new Error('This file is the entry of a worker thread.')
  const connectors = new Map<string, (port: MessagePort) => void>()
  let stop: () => void | Promise<void> = () => {}
  parent.on('message', (message: unknown) => {
    if (isControl(message, 'connect')) connectors.get(message.peer)?.(message.port)
    if (isControl(message, 'stop')) {
      void Promise.resolve(stop()).finally(() => {
        parent.close()
        // A pending read of a dead network folder must not keep the app from quitting.
        process.exit(0)
      })
    }
  })
  return {
    port: portOf(parent),
    log: (level, message) => parent.postMessage({ kind: 'log', level, message }),
    onConnect: (peer, connect) => void connectors.set(peer, connect),
    onStop: (run) => {
      stop = run
    },
  }
}

interface ControlMessages {
  readonly connect: { readonly kind: 'connect'; readonly peer: string; readonly port: MessagePort }
  readonly stop: { readonly kind: 'stop' }
}

function isControl<K extends keyof ControlMessages>(
  message: unknown,
  kind: K,
): message is ControlMessages[K] {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind
}
