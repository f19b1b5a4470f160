import type * as v from 'valibot'
import type { AppContract } from '../../../../shared/contract'
import { writeRunPage } from '../../../../shared/model/run-page-text'
import type { CallName, CallOutput, PushName, PushPayload } from '../../../../shared/rpc'
import { defaultSettings, type Settings } from '../../../../shared/model/settings'
import type { RunPage } from '../../../../shared/model/run-query'
import { ok, type Result } from '../../../../shared/result'
import type { Bridge } from '../../../../shared/rpc'

/** What the window is told, whether it comes as text or not. */
type Answers = {
  readonly [N in CallName<AppContract>]: (
    input: v.InferOutput<AppContract['calls'][N]['input']>,
  ) => Result<CallOutput<AppContract, N>> | Promise<Result<CallOutput<AppContract, N>>>
}
type AnyHandler = (input: unknown) => Result<unknown> | Promise<Result<unknown>>

export interface FakeBridge extends Bridge {
  readonly calls: readonly { readonly name: string; readonly input: unknown }[]
  push<N extends PushName<AppContract>>(name: N, payload: PushPayload<AppContract, N>): void
  inputsOf(name: string): readonly unknown[]
}

const standard: Partial<Answers> = {
  'runs.list': ({ offset }) =>
    ok({ revision: 1, total: 0, totalUnfiltered: 0, deletedCount: 0, offset, rows: [] }),
  'alerts.list': ({ offset }) => ok({ total: 0, totalUnfiltered: 0, offset, rows: [] }),
  'rules.list': () => ok([]),
  'saves.list': () => ok([]),
  'settings.update': (patch) => ok({ ...defaultSettings, ...patch } as Settings),
}

/** A bridge that answers with the given handlers; other calls find nothing and change nothing. */
export function createFakeBridge(given: Partial<Answers> = {}): FakeBridge {
  const handlers = { ...standard, ...given }
  const calls: { name: string; input: unknown }[] = []
  const listeners = new Set<(name: string, payload: unknown) => void>()
  return {
    calls,
    call: async (name, input) => {
      // As the real one: what is no plain value cannot cross.
      calls.push({ name, input: structuredClone(input) })
      const handle = (handlers as Record<string, AnyHandler>)[name]
      const answer = handle ? await handle(input) : ok(null)
      return name === 'runs.list' && answer.ok ? ok(writeRunPage(answer.value as RunPage)) : answer
    },
    on: (listen) => {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    push: (name, payload) => {
      for (const listen of listeners) listen(name, payload)
    },
    inputsOf: (name) => calls.filter((call) => call.name === name).map((call) => call.input),
  }
}

/** An answer that is given when told, for races. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => (resolve = done))
  return { promise, resolve }
}
