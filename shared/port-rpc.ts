import { describeThrown, fail, type Result } from './result'
import { dispatch } from './rpc'
import type { Bridge, Contract, Handlers, OnFault, PushName, PushPayload } from './rpc'

/** Anything that carries messages between two ends in order: a worker's parentPort, a MessagePort, a test's pair. */
export interface Port {
  post(message: unknown): void
  onMessage(listen: (message: unknown) => void): void
  close(): void
}

type Envelope =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'push'; readonly name: string; readonly payload: unknown }

/** Answers calls that arrive on the port. Returns how the served end sends its news. */
export function servePort<C extends Contract>(
  port: Port,
  contract: C,
  handlers: Handlers<C>,
  onFault?: OnFault,
): { push<N extends PushName<C>>(name: N, payload: PushPayload<C, N>): void } {
  port.onMessage((message) => {
    const envelope = message as Envelope
    if (envelope.kind !== 'call') return
    void dispatch(contract, handlers, envelope.name, envelope.input, onFault).then((result) => {
      try {
        port.post({ kind: 'result', id: envelope.id, result } satisfies Envelope)
      } catch (thrown) {
        // An answer that cannot be cloned is a bug of ours; the caller must not wait for ever because of it.
        const detail = describeThrown(thrown)
        onFault?.(envelope.name, detail)
        const failure = fail(
          'internal',
          'Something went wrong inside Sextant. The log has the details.',
          detail,
        )
        port.post({ kind: 'result', id: envelope.id, result: failure } satisfies Envelope)
      }
    })
  })
  return { push: (name, payload) => port.post({ kind: 'push', name, payload } satisfies Envelope) }
}

export interface PortBridge extends Bridge {
  /** Fails every call that is still waiting: the other end is gone. */
  disconnect(reason: string): void
}

/** The calling end. A call whose other end disappears gets `unavailable`, never silence. */
export function bridgeOverPort(port: Port): PortBridge {
  const waiting = new Map<number, (result: Result<unknown>) => void>()
  const listeners = new Set<(name: string, payload: unknown) => void>()
  let lastId = 0
  let gone: string | null = null
  port.onMessage((message) => {
    const envelope = message as Envelope
    if (envelope.kind === 'push') for (const listen of listeners) listen(envelope.name, envelope.payload)
    if (envelope.kind === 'result') {
      waiting.get(envelope.id)?.(envelope.result)
      waiting.delete(envelope.id)
    }
  })
  return {
    call: (name, input) =>
      new Promise((resolve) => {
        if (gone !== null) {
          resolve(fail('unavailable', gone))
          return
        }
        const id = ++lastId
        waiting.set(id, resolve)
        port.post({ kind: 'call', id, name, input } satisfies Envelope)
      }),
    on: (listen) => {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    disconnect(reason) {
      gone = reason
      for (const resolve of waiting.values()) resolve(fail('unavailable', reason))
      waiting.clear()
    },
  }
}
