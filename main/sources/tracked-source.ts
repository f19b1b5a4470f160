import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { SourceSpec, SourceState, SourceStatus } from '../../shared/model/source'
import { describeThrown, fail, type AppError, type Result } from '../../shared/result'
import type { PollOutcome, Source, SourceBatch } from './source'

/** Where a source's content goes. The runner awaits it, so that a fast source cannot outrun the database. */
export interface Feed {
  apply(sourceId: string, generation: number, batch: SourceBatch): Promise<Result<unknown>>
  sweep(sourceId: string, generation: number): Promise<Result<unknown>>
  markGood(sourceId: string, at: number, message: string): Promise<Result<unknown>>
}

interface TrackedOptions {
  readonly source: Source
  /** The same source, which has read nothing yet. */
  readonly createAnew: () => Source | null
  readonly feed: Feed
  readonly clock: Clock
  readonly onStatus: () => void
  readonly log: (level: 'debug' | 'warn', message: string) => void
  /** What to say of a place at which nothing lies; null while something does. */
  readonly absenceOf?: ((spec: SourceSpec) => string | null) | undefined
}

export interface TrackedSource extends Disposable {
  /** Another one after the database refused what this one read: sources hand on only what is new to them. */
  readonly source: Source
  status(): SourceStatus
  /** Reads now; a read that is under way is joined, and followed by another. Never rejects. */
  poll(onlyRunIds?: readonly string[]): Promise<void>
  /** Failures in a row, for the back-off. */
  failures(): number
  /** The last read was in vain: the whole store is read next, which must not be soon where that takes long. */
  wasRefused(): boolean
}

/** How finely the time of the last good read is kept. */
const tellEveryMs = 4_000

/** One source with its health: it polls when told, hands batches on, and remembers how the last read went. */
export function trackSource(options: TrackedOptions): TrackedSource {
  const { feed, clock, onStatus, log, absenceOf } = options
  const { spec } = options.source
  let source = options.source
  const abort = new AbortController()
  const seen = {
    experiments: new Set<string>(),
    runs: new Set<string>(),
    models: new Set<string>(),
    reports: new Set<string>(),
  }
  let state: SourceState = 'waiting'
  let message = 'Not read yet.'
  let problems: PollOutcome['problems'] = []
  let lastGoodAt: number | null = null
  let toldAt = -Infinity
  let failures = 0
  let running: Promise<void> | null = null
  let isRefused = false

  function remember(batch: SourceBatch): void {
    for (const { experimentId } of batch.experiments ?? []) seen.experiments.add(experimentId)
    for (const { runId } of batch.runs ?? []) seen.runs.add(runId)
    for (const { modelId } of batch.models ?? []) seen.models.add(modelId)
    for (const { id } of batch.reports ?? []) seen.reports.add(id)
    for (const id of batch.removed?.experimentIds ?? []) seen.experiments.delete(id)
    for (const id of batch.removed?.runIds ?? []) seen.runs.delete(id)
    for (const id of batch.removed?.modelIds ?? []) seen.models.delete(id)
    for (const id of batch.removed?.reportIds ?? []) seen.reports.delete(id)
  }

  async function read(onlyRunIds: readonly string[] | undefined): Promise<void> {
    if (lastGoodAt === null) setState('reading', message)
    // The wall clock as generation: it rises across restarts of the app, whose database holds older ones.
    const generation = clock.now()
    const pending: Promise<Result<unknown>>[] = []
    const stop = new AbortController()
    const emit = (batch: SourceBatch) => {
      remember(batch)
      const taken = feed.apply(spec.id, generation, batch)
      pending.push(taken)
      // A database that takes nothing at all will not take the rest of a large store either.
      void taken.then((answer) => {
        if (!answer.ok && answer.error.code === 'unavailable') stop.abort()
      })
    }
    const signal = AbortSignal.any([abort.signal, stop.signal])
    const request = { signal, emit, ...(onlyRunIds === undefined ? {} : { onlyRunIds }) }
    const result = await source.poll(request).catch((thrown: unknown): Result<PollOutcome> => {
      log('warn', `${spec.kind} ${spec.location}: ${describeThrown(thrown)}`)
      return fail('internal', `Reading ${spec.location} failed inside Sextant. The log has the details.`)
    })
    const refusal = (await Promise.all(pending)).find((answer) => !answer.ok)
    if (abort.signal.aborted) return
    if (refusal?.ok === false) await refused(refusal.error)
    // A look at the runs on screen, ten times a second, is no news about the source as a whole.
    else if (result.ok && onlyRunIds !== undefined && state === 'ok') {
      failures = 0
      problems = result.value.problems
    } else if (result.ok) await succeed(result.value, generation)
    else {
      const { message: said, code, detail } = result.error
      failed((code === 'not-found' ? absenceOf?.(spec) : null) ?? said, code, detail)
    }
  }

  async function succeed(outcome: PollOutcome, generation: number): Promise<void> {
    if (outcome.full) {
      const swept = await feed.sweep(spec.id, generation)
      if (!swept.ok) {
        await refused(swept.error)
        return
      }
    }
    const hadProblems = problems.length > 0
    failures = 0
    isRefused = false
    problems = outcome.problems
    lastGoodAt = clock.now()
    // Read again within seconds with nothing to say: neither the database nor the window need to hear of it.
    const isNews =
      outcome.full || hadProblems || problems.length > 0 || state !== 'ok' || outcome.message !== message
    if (!isNews && lastGoodAt - toldAt < tellEveryMs) return
    toldAt = lastGoodAt
    await feed.markGood(spec.id, lastGoodAt, outcome.message)
    setState('ok', outcome.message)
  }

  /**
   * The database did not take what was read. Nothing is swept, so that what it knows stays, and the source is read from
   * the beginning next. Is the database itself at fault (a full disk), that is said once for all sources, not of each.
   */
  async function refused({ code, message: why, detail }: AppError): Promise<void> {
    isRefused = true
    await source.dispose()
    source = options.createAnew() ?? source
    if (code === 'unavailable') {
      failures++
      setState(state === 'reading' ? 'waiting' : state, why)
      return
    }
    log('warn', `${spec.location} was read, and refused by the database: ${detail ?? why}`)
    failed(
      `Sextant could not take in all of ${spec.location}: what it knew of it stays, and it tries again. The log has the details.`,
      'internal',
      undefined,
    )
  }

  function failed(
    sentence: string,
    code: PollOutcome['problems'][number]['code'],
    detail: string | undefined,
  ): void {
    failures++
    if (detail !== undefined) log('warn', `${spec.location}: ${detail}`)
    problems = [{ sourceId: spec.id, location: spec.location, code, message: sentence }]
    setState(lastGoodAt === null ? 'failed' : 'stale', sentence)
  }

  function setState(next: SourceState, sentence: string): void {
    const isNews = next !== state || sentence !== message || problems.length > 0
    state = next
    message = sentence
    if (isNews || next === 'ok') onStatus()
  }

  return {
    get source() {
      return source
    },
    failures: () => failures,
    wasRefused: () => isRefused,
    status: () => ({
      ...spec,
      state,
      lastGoodAt,
      message,
      problems,
      counts: {
        experiments: seen.experiments.size,
        runs: seen.runs.size,
        models: seen.models.size,
        reports: seen.reports.size,
      },
    }),
    async poll(onlyRunIds) {
      // One read at a time: adapters keep offsets and handles that two readers would upset.
      while (running !== null) await running
      if (abort.signal.aborted) return
      running = read(onlyRunIds).finally(() => {
        running = null
      })
      await running
    },
    async dispose() {
      abort.abort()
      await running
      await source.dispose()
    },
  }
}
