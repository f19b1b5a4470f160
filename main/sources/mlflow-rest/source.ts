import { statSync } from 'node:fs'
import type { ServerAccess } from '../../../shared/model/server'
import type { SourceSpec } from '../../../shared/model/source'
import { fail, ok, type Result } from '../../../shared/result'
import { fieldOf } from '../evidently/untrusted'
import { localPathOf } from '../local-path'
import type { Source, SourceServices } from '../source'
import { isThisMachine } from './address'
import { createServerArtifacts } from './artifacts'
import { createServerClient } from './client'
import { createEndpoints } from './endpoints'
import { askedOnce, faultOfThrown, ServerFault, stoppedFault } from './fault'
import type { Http } from './http'
import { readHistory } from './history'
import { filledTextOf } from './parts'
import { listServerTraces } from './list-traces'
import { createServerReader } from './server-reader'

export interface MlflowRestOptions {
  readonly spec: SourceSpec
  readonly services: SourceServices
  /** Asked at each request: the user may correct a password while the source lives. */
  readonly access: () => ServerAccess
  readonly fetch?: Http
  readonly calm?: number
}

/**
 * MLflow's tracking server over REST, from 1.28 to the newest; `spec.location` is its base address.
 *
 * **What is asked when.** The first poll reads everything, newest runs first. From then on each poll asks for the
 * runs under way and those begun since; experiments and models every few seconds, and all runs once in a while, since
 * the server has no way to tell that a tag was edited or a run deleted: all the rarer, the longer they take. Runs on
 * screen are asked for once a second. Answers are taken apart while they arrive, so that a large one never stops the
 * thread. Nothing but reading endpoints is ever called.
 *
 * **When it is away**, what was read stays; the failed Result says in one sentence why. A server that asks to be left
 * alone (`Retry-After`) is.
 */
export function createMlflowRestSource(options: MlflowRestOptions): Source {
  const { spec, services } = options
  const client = createServerClient({
    baseUrl: spec.location,
    access: options.access,
    services,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  })
  const { host } = client
  const endpoints = createEndpoints(client, services.now)
  const artifacts = createServerArtifacts(client)
  const reader = createServerReader({ spec, host, services, endpoints, calm: options.calm ?? 1 })
  const ending = new AbortController()
  let polling: Promise<unknown> = Promise.resolve()
  let leftAlone: { readonly until: number; readonly fault: ServerFault } | null = null

  async function guarded<T>(
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<Result<T>> {
    const both = AbortSignal.any([signal, ending.signal])
    try {
      if (both.aborted) throw stoppedFault(host, both)
      return ok(await work(both))
    } catch (thrown) {
      const fault = both.aborted ? stoppedFault(host, both) : faultOfThrown(host, thrown)
      if (fault === null) throw thrown
      // Told again while it is left alone, the same fault must not begin the wait anew.
      const isTold = fault === leftAlone?.fault
      if (fault.retryAfterMs !== null && !isTold)
        leftAlone = { until: services.now() + fault.retryAfterMs, fault }
      return fail(fault.code, fault.message, fault.detail)
    }
  }

  async function once<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<Result<T>> {
    const result = await guarded(signal, work)
    return result.ok
      ? result
      : { ok: false, error: { ...result.error, message: askedOnce(result.error.message) } }
  }

  return {
    spec,
    poll(request) {
      // One after the other: two would each hand over what the other notes as known.
      const result = polling.then(() =>
        guarded(request.signal, (signal) => {
          if (leftAlone !== null && services.now() < leftAlone.until) throw leftAlone.fault
          leftAlone = null
          return reader.poll({ ...request, signal })
        }),
      )
      polling = result.catch(() => undefined)
      return result
    },
    series: (runId, keys, signal) =>
      guarded(signal, (both) => Promise.all(keys.map((key) => readHistory(endpoints, runId, key, both)))),
    listTraces: (query, signal) => guarded(signal, (both) => listServerTraces(endpoints, query, both)),
    async pathOf(runId) {
      if (!isThisMachine(spec.location)) return null
      const found = await guarded(AbortSignal.timeout(5_000), async (signal) => {
        const run = await endpoints.run(runId, signal)
        const uri = filledTextOf(fieldOf(fieldOf(run, 'info'), 'artifact_uri'))
        // A relative path would be relative to where the server was started, which it does not say.
        const path = uri === null || !/^(file:|\/)/.test(uri) ? null : localPathOf(uri, '/')
        return path !== null && statSync(path, { throwIfNoEntry: false }) !== undefined ? path : null
      })
      return found.ok ? found.value : null
    },
    listArtifacts: (owner, path, signal) => once(signal, (both) => artifacts.list(owner, path, both)),
    readArtifact: (owner, path, range, signal) =>
      once(signal, (both) => artifacts.read(owner, path, range, both)),
    streamArtifact: (owner, path, sink, signal) =>
      once(signal, async (both) => {
        await artifacts.stream(owner, path, sink, both)
        return null
      }),
    async dispose() {
      ending.abort()
      await polling
    },
  }
}
