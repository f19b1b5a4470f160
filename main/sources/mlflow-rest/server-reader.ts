import type { Model } from '../../../shared/model/registered-model'
import type { Experiment } from '../../../shared/model/run'
import type { Problem, SourceSpec } from '../../../shared/model/source'
import type { PollOutcome, PollRequest, SourceServices } from '../source'
import type { Endpoints, Page } from './endpoints'
import { isUnknownThere, ServerFault, stoppedFault } from './fault'
import { createKnown, type Known } from './known'
import { readModels } from './model-reader'
import { createPace } from './pace'
import type { PageToken } from './page-token'
import { parseExperiment } from './parse-experiment'
import { createRunReader, type Turn } from './run-reader'
import { countTraces } from './trace-counts'

/** What was read of a server so far, and what to read next. One poll at a time. */
export interface ServerReader {
  poll(request: PollRequest): Promise<PollOutcome>
}

interface ServerReaderOptions {
  readonly spec: SourceSpec
  readonly host: string
  readonly services: SourceServices
  readonly endpoints: Endpoints
  /** 1 as it should be; 0 asks for everything in every poll, for tests. */
  readonly calm: number
}

/** Experiments and models change rarely; a sweep is for what MLflow tells nobody: edited tags, runs deleted for good. */
const [experimentsMs, modelsMs, tracesMs, sweepMs, focusMs] = [8_000, 30_000, 30_000, 120_000, 1_000]
const [experimentsRest, modelsRest, tracesRest, sweepRest, focusRest] = [20, 30, 60, 40, 4]
/** Without a filter by status only sweeps find news. */
const blindSweepMs = 15_000
/** A poll that sweeps for longer would keep the runs on screen waiting. */
const sweepStretchMs = 1_500
const experimentsOfPage = 1_000
const mostOfBatch = 250

export function createServerReader(options: ServerReaderOptions): ServerReader {
  const { spec, host, services, endpoints, calm } = options
  const { now } = services
  const paceOf = (leastMs: number, restFactor: number) =>
    createPace({ now, leastMs: leastMs * calm, restFactor: restFactor * calm })
  const pace = {
    experiments: paceOf(experimentsMs, experimentsRest),
    models: paceOf(modelsMs, modelsRest),
    traces: paceOf(tracesMs, tracesRest),
    sweep: paceOf(sweepMs, sweepRest),
    blindSweep: paceOf(blindSweepMs, sweepRest),
    focus: paceOf(focusMs, focusRest),
  }
  const fresh = () => ({
    runs: createRunReader({ endpoints, sourceId: spec.id, services }),
    experiments: createKnown<Experiment>((experiment) => experiment.experimentId),
    models: createKnown<Model>((model) => model.modelId),
    traceCounts: new Map<string, number | null>(),
    isComplete: false,
    version: null as string | null,
    strangeExperiments: 0,
    strangeModels: 0,
    modelProblem: null as ServerFault | null,
    sweepCostMs: 0,
  })
  let state = fresh()
  /** The poll before failed: the server may be another one by now. */
  let wasLost = false

  const turnOf = (request: PollRequest): Turn => ({
    signal: request.signal,
    emit: request.emit,
    experimentIds: [...state.experiments.ids()],
  })

  async function readExperiments({ signal, emit }: PollRequest): Promise<void> {
    const startedAt = now()
    const all: Experiment[] = []
    state.strangeExperiments = 0
    for (let token: PageToken | null = null; ;) {
      const page: Page = await endpoints.experiments({
        token,
        size: experimentsOfPage,
        signal,
        take: (item) => {
          const experiment = parseExperiment(item, spec.id)
          if (experiment === null) state.strangeExperiments++
          else all.push(experiment)
        },
      })
      token = page.nextToken
      if (token === null) break
    }
    await readTraceCounts(
      all.map((experiment) => experiment.experimentId),
      signal,
    )
    const counted = all.map((experiment) => ({
      ...experiment,
      traceCount: state.traceCounts.get(experiment.experimentId) ?? null,
    }))
    const isNews = tell(state.experiments, counted, (experiment) => experiment.experimentId, {
      put: (experiments) => emit({ experiments }),
      remove: (experimentIds) => emit({ removed: { experimentIds } }),
    })
    // Runs of a new experiment may be older than all that were seen.
    if (isNews && state.isComplete) hurrySweep()
    pace.experiments.done(now() - startedAt)
  }

  /** All of them when it is time, else those of experiments that are new. */
  async function readTraceCounts(experimentIds: readonly string[], signal: AbortSignal): Promise<void> {
    const startedAt = now()
    const isDue = pace.traces.isDue()
    const wanted = isDue ? experimentIds : experimentIds.filter((id) => !state.traceCounts.has(id))
    for (const [id, count] of await countTraces(endpoints, wanted, signal)) state.traceCounts.set(id, count)
    if (isDue) pace.traces.done(now() - startedAt)
  }

  async function readAllModels(request: PollRequest): Promise<void> {
    const startedAt = now()
    try {
      const { models, strange } = await readModels(endpoints, spec.id, turnOf(request))
      state.strangeModels = strange
      state.modelProblem = null
      tell(state.models, models, (model) => model.modelId, {
        put: (put) => request.emit({ models: put }),
        remove: (modelIds) => request.emit({ removed: { modelIds } }),
      })
    } catch (thrown) {
      // Runs may be readable where models are not: a part that fails is a problem, not the end.
      const isOwnFault = thrown instanceof ServerFault && thrown.status !== null && thrown.status !== 401
      if (!isOwnFault) throw thrown
      state.modelProblem = thrown
    }
    pace.models.done(now() - startedAt)
  }

  function hurrySweep(): void {
    state.runs.dropSweep()
    pace.sweep.hurry()
    pace.blindSweep.hurry()
  }

  async function sweep(request: PollRequest, stretchMs: number): Promise<void> {
    const startedAt = now()
    const isDone = await state.runs.sweep(turnOf(request), () => now() - startedAt < stretchMs)
    state.sweepCostMs += now() - startedAt
    if (!isDone) return
    pace.sweep.done(state.sweepCostMs)
    pace.blindSweep.done(state.sweepCostMs)
    state.sweepCostMs = 0
  }

  async function readFirst(request: PollRequest): Promise<void> {
    // What an unfinished first poll handed over may not have arrived: everything is handed over again.
    state = fresh()
    state.version = await readVersion(request.signal)
    await readExperiments(request)
    await sweep(request, Infinity)
    await readAllModels(request)
    state.isComplete = true
  }

  async function readVersion(signal: AbortSignal): Promise<string | null> {
    try {
      return await endpoints.version(signal)
    } catch (thrown) {
      if (isUnknownThere(thrown)) return null
      throw thrown
    }
  }

  async function readNews(request: PollRequest): Promise<void> {
    if (wasLost) {
      endpoints.doubt()
      state.runs.doubt()
      hurrySweep()
      for (const each of [pace.experiments, pace.models, pace.traces]) each.hurry()
      state.version = (await readVersion(request.signal)) ?? state.version
    }
    if (pace.experiments.isDue()) await readExperiments(request)
    await state.runs.readChanges(turnOf(request))
    const isDue = state.runs.canAskForChanges ? pace.sweep.isDue() : pace.blindSweep.isDue()
    if (state.runs.isSweeping || isDue) await sweep(request, sweepStretchMs)
    if (pace.models.isDue()) await readAllModels(request)
  }

  async function readFocused(request: PollRequest, runIds: readonly string[]): Promise<void> {
    if (!pace.focus.isDue()) return
    const startedAt = now()
    await state.runs.readSome(turnOf(request), runIds)
    pace.focus.done(now() - startedAt)
  }

  function problems(): readonly Problem[] {
    const at = { sourceId: spec.id, location: spec.location }
    const strange = [
      [state.strangeExperiments, 'experiment'],
      [state.runs.strange, 'run'],
      [state.strangeModels, 'model'],
    ] as const
    const unread: Problem[] = strange
      .filter(([count]) => count > 0)
      .map(([count, noun]) => ({
        ...at,
        code: 'corrupt',
        message: `${count} ${noun}${count === 1 ? '' : 's'} in an answer of ${host} could not be understood and ${count === 1 ? 'is' : 'are'} left out.`,
      }))
    if (state.modelProblem === null) return unread
    const { code, message } = state.modelProblem
    return [...unread, { ...at, code, message: `Models: ${message}` }]
  }

  function message(): string {
    const parts = [
      counted(state.experiments.size, 'experiment'),
      counted(state.runs.count, 'run'),
      ...(state.models.size === 0 ? [] : [counted(state.models.size, 'model')]),
    ]
    return `${parts.join(', ')}; ${state.version === null ? 'version not told' : `MLflow ${state.version}`}`
  }

  return {
    async poll(request) {
      if (request.signal.aborted) throw stoppedFault(host, request.signal)
      const isFirst = !state.isComplete
      try {
        if (isFirst) await readFirst(request)
        else if (request.onlyRunIds !== undefined) await readFocused(request, request.onlyRunIds)
        else await readNews(request)
      } catch (thrown) {
        wasLost = true
        throw thrown
      }
      if (request.onlyRunIds === undefined || isFirst) wasLost = false
      return { full: isFirst, problems: problems(), message: message() }
    },
  }
}

/** Hands over what is new or changed, and what is no longer among all; true when something is new. */
function tell<Entity>(
  known: Known<Entity>,
  all: readonly Entity[],
  idOf: (entity: Entity) => string,
  to: { put(entities: readonly Entity[]): void; remove(ids: readonly string[]): void },
): boolean {
  const isNews = all.some((entity) => !known.has(idOf(entity)))
  const changed = all.filter((entity) => known.accept(entity))
  for (let from = 0; from < changed.length; from += mostOfBatch)
    to.put(changed.slice(from, from + mostOfBatch))
  const present = new Set(all.map(idOf))
  const gone = [...known.ids()].filter((id) => !present.has(id))
  for (const id of gone) known.forget(id)
  if (gone.length > 0) to.remove(gone)
  return isNews
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
