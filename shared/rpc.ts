import * as v from 'valibot'
import { describeThrown, fail, ok, type AppError, type Result } from './result'

/**
 * One idea of remote calls for the whole app: window ↔ main over IPC, and main ↔ threads over a Port.
 * A contract is a table of calls (validated input, typed output) and pushes (news, one way).
 */
export interface CallSpec<Input extends v.GenericSchema = v.GenericSchema, Output = unknown> {
  readonly input: Input
  /** Type only: outputs come from our own code, so contract tests check them instead of every call. */
  readonly output?: Output
}

/** A call whose answer goes to the window as text; what asks gets the value all the same. */
export interface TextCallSpec<
  Input extends v.GenericSchema = v.GenericSchema,
  Output = unknown,
> extends CallSpec<Input, Output> {
  readonly isText: true
}

/**
 * An answer written as text, for one that is large: a string goes through threads, processes and the window's bridge in
 * one piece, an object is copied at each of them, value by value.
 */
export interface AsText<Output> {
  readonly text: string
  /** Type only: what was written. */
  readonly of?: Output
}

export interface PushSpec<Payload = unknown> {
  readonly payload?: Payload
}

export interface Contract {
  readonly calls: Readonly<Record<string, CallSpec>>
  readonly pushes: Readonly<Record<string, PushSpec>>
}

export function call<Input extends v.GenericSchema>(
  input: Input,
): { returns<Output>(): CallSpec<Input, Output>; returnsText<Output>(): TextCallSpec<Input, Output> } {
  return { returns: () => ({ input }), returnsText: () => ({ input, isText: true }) }
}

export function push<Payload>(): PushSpec<Payload> {
  return {}
}

export type CallName<C extends Contract> = keyof C['calls'] & string
export type PushName<C extends Contract> = keyof C['pushes'] & string
export type CallInput<C extends Contract, N extends CallName<C>> = v.InferInput<C['calls'][N]['input']>
export type CallOutput<C extends Contract, N extends CallName<C>> =
  C['calls'][N] extends CallSpec<v.GenericSchema, infer Output> ? Output : never
/** What the callee gives for it. */
export type HandlerOutput<C extends Contract, N extends CallName<C>> = C['calls'][N] extends TextCallSpec
  ? AsText<CallOutput<C, N>>
  : CallOutput<C, N>
/** What reads the answers that come as text. */
export type TextReaders<C extends Contract> = {
  readonly [N in CallName<C> as C['calls'][N] extends TextCallSpec ? N : never]: (
    text: string,
  ) => CallOutput<C, N>
}
export type PushPayload<C extends Contract, N extends PushName<C>> =
  C['pushes'][N] extends PushSpec<infer Payload> ? Payload : never

/** What the callee implements. A handler returns a Result; a throw is a bug and becomes `internal`. */
export type Handlers<C extends Contract> = {
  readonly [N in CallName<C>]: (
    input: v.InferOutput<C['calls'][N]['input']>,
  ) => Result<HandlerOutput<C, N>> | Promise<Result<HandlerOutput<C, N>>>
}

/** What the caller sees. */
export interface Client<C extends Contract> {
  call<N extends CallName<C>>(name: N, input: CallInput<C, N>): Promise<Result<CallOutput<C, N>>>
  on<N extends PushName<C>>(name: N, listen: (payload: PushPayload<C, N>) => void): () => void
}

/** The renderer's end as the preload exposes it: untyped transport, typed by `createClient`. */
export interface Bridge {
  call(name: string, input: unknown): Promise<Result<unknown>>
  on(listen: (name: string, payload: unknown) => void): () => void
  /** In a window only: the path of a dropped `File`, which the page itself is not told. */
  pathOf?: (file: unknown) => string
}

/**
 * Told of every call that could not be answered as it should, for the log: `detail` holds no input, which may be a
 * secret. Gives what is to be said of it on screen where that is known better than that something went wrong.
 */
export type OnFault = (name: string, detail: string, thrown?: unknown) => AppError | null

/** The only place where something untrusted becomes typed. Never throws. */
export async function dispatch<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  name: unknown,
  input: unknown,
  onFault: OnFault = () => null,
): Promise<Result<unknown>> {
  // hasOwn: 'constructor' and its kin must not reach a prototype.
  if (typeof name !== 'string' || !Object.hasOwn(contract.calls, name)) {
    onFault(String(name), 'there is no such call')
    return fail('not-found', 'The app asked itself for something that does not exist.', String(name))
  }
  const spec = contract.calls[name] as CallSpec
  const parsed = v.safeParse(spec.input, input)
  if (!parsed.success) {
    const places = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'input'} (${issue.type})`)
    onFault(name, `not of the expected form: ${places.join(', ')}`)
    const where = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'input'}: ${issue.message}`)
    return fail('invalid-input', 'The request was not of the expected form.', `${name}: ${where.join('; ')}`)
  }
  try {
    const handle = handlers[name as CallName<C>] as (input: unknown) => Promise<Result<unknown>>
    return await handle(parsed.output)
  } catch (thrown) {
    const detail = describeThrown(thrown)
    const known = onFault(name, detail, thrown)
    if (known !== null) return { ok: false, error: known }
    return fail('internal', 'Something went wrong inside Sextant. The log has the details.', detail)
  }
}

/** The window's end: answers that come as text are read here. */
export function readingText<C extends Contract>(bridge: Bridge, readers: TextReaders<C>): Bridge {
  const readerOf = new Map(Object.entries<(text: string) => unknown>(readers))
  return {
    ...bridge,
    async call(name, input) {
      const answer = await bridge.call(name, input)
      const read = readerOf.get(name)
      return answer.ok && read !== undefined ? ok(read((answer.value as AsText<unknown>).text)) : answer
    },
  }
}

export function createClient<C extends Contract>(bridge: Bridge): Client<C> {
  return {
    call: (name, input) => bridge.call(name, input) as Promise<Result<never>>,
    on: (name, listen) =>
      bridge.on((pushed, payload) => {
        if (pushed === name) listen(payload as never)
      }),
  }
}
