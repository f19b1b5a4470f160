import { inject, type InjectionKey } from 'vue'
import type { AppClient, AppContract } from '../../shared/contract'
import { describeThrown, fail } from '../../shared/result'
import { createClient, readingText, type Bridge } from '../../shared/rpc'
import { textReaders } from './text-readers'

declare global {
  interface Window {
    readonly bridge: Bridge
  }
}

export const clientKey: InjectionKey<AppClient> = Symbol('client')

/** A call that the transport itself refuses (the app is quitting, a value cannot be cloned) is a failure like any other. */
export function connect(bridge: Bridge): AppClient {
  const steady: Bridge = {
    // What cannot be cloned is thrown by the call itself, before there is a promise.
    call: async (name, input) => {
      try {
        return await bridge.call(name, input)
      } catch (thrown) {
        return fail('unavailable', 'The window could not reach the app. Try again.', describeThrown(thrown))
      }
    },
    on: (listen) => bridge.on(listen),
  }
  return createClient<AppContract>(readingText<AppContract>(steady, textReaders))
}

export function useClient(): AppClient {
  const client = inject(clientKey)
  if (!client) throw new Error('No client was provided: see renderer/main.ts')
  return client
}
