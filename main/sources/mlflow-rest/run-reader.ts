import type { Run } from '../../../shared/model/run'
import type { PollRequest, SourceServices } from '../source'
import { createPacer } from '../pacer'
import { createAbility } from './ability'
import type { Endpoints, Page } from './endpoints'
import type { PageToken } from './page-token'
import { isRefusedInput, ServerFault } from './fault'
import { createKnown } from './known'
import { createPageSize } from './pace'
import { parseRun } from './parse-run'
import { createRunFacts } from './run-facts'
import { createUsedModels } from './used-models'

/** Runs of a server: what is known of them, and the three ways to learn more. */
export interface RunReader {
  readonly count: number
  /** Elements of answers that were no runs, since the beginning. */
  readonly strange: number
  /** False: the server understands no filter by status or time, so that only a sweep finds what changed. */
  readonly canAskForChanges: boolean
  /** Runs under way and runs begun since: a few small requests. */
  readChanges(turn: Turn): Promise<void>
  /** These again; one that is gone is told as removed. */
  readSome(turn: Turn, runIds: readonly string[]): Promise<void>
  /** All of them, newest first, page by page, until `mayGoOn` says no; true when it got to the end. */
  sweep(turn: Turn, mayGoOn: () => boolean): Promise<boolean>
  /** A sweep that was begun is worth nothing any more. */
  dropSweep(): void
  /** The server may be another one by now: what it did not understand is tried again. */
  doubt(): void
  readonly isSweeping: boolean
}

/** One poll's part: whom to tell, and which experiments there are. */
export interface Turn {
  readonly signal: AbortSignal
  readonly emit: PollRequest['emit']
  readonly experimentIds: readonly string[]
}

interface RunReaderOptions {
  readonly endpoints: Endpoints
  readonly sourceId: string
  readonly services: SourceServices
}

/** Source.poll hands over "at most a few hundred". */
const mostOfBatch = 200
/** Databases bound the values of one query; a server takes this many without a murmur. */
const experimentsAtOnce = 500
/** Crashed runs stay RUNNING for ever: the newest are looked at in each poll, the rest by the sweep. */
const mostLive = 200
const idsAtOnce = 100
/** So few are asked for one by one, since a search does not tell all of them (see used-models.ts). */
const fewRuns = 2

interface Sweep {
  readonly chunks: readonly (readonly string[])[]
  at: number
  token: PageToken | null
  readonly seen: Set<string>
}

export function createRunReader({ endpoints, sourceId, services }: RunReaderOptions): RunReader {
  const known = createKnown<Run>((run) => run.runId)
  const facts = createRunFacts(services.now)
  const usedModels = createUsedModels()
  const pageSize = createPageSize()
  let strange = 0
  const filter = createAbility(services.now)
  const filterIds = createAbility(services.now)
  let sweep: Sweep | null = null

  /** Gathers a page's runs and hands the changed ones on in batches. */
  function createIntake(turn: Turn, isSearch = true) {
    let batch: Run[] = []
    const seen: Run[] = []
    const flush = () => {
      if (batch.length > 0) turn.emit({ runs: batch })
      batch = []
    }
    return {
      seen,
      flush,
      take(item: unknown): void {
        const parsed = parseRun(item, sourceId)
        if (parsed === null) {
          strange++
          return
        }
        const run = isSearch ? usedModels.addTo(parsed) : parsed
        if (!isSearch) usedModels.note(run)
        seen.push(run)
        note(run)
        if (known.accept(run)) batch.push(run)
        if (batch.length >= mostOfBatch) flush()
      },
    }
  }

  function note(run: Run): void {
    facts.note(run)
    sweep?.seen.add(run.runId)
  }

  function remove(turn: Turn, runIds: readonly string[]): void {
    for (const runId of runIds) {
      known.forget(runId)
      facts.forget(runId)
      usedModels.forget(runId)
    }
    for (let from = 0; from < runIds.length; from += mostOfBatch) {
      turn.emit({ removed: { runIds: runIds.slice(from, from + mostOfBatch) } })
    }
  }

  async function search(
    turn: Turn,
    request: { experimentIds: readonly string[]; filter?: string; token: PageToken | null; size: number },
  ): Promise<Page & { readonly runs: readonly Run[] }> {
    const intake = createIntake(turn)
    try {
      const page = await endpoints.runs({ ...request, signal: turn.signal, take: intake.take })
      return { ...page, runs: intake.seen }
    } finally {
      intake.flush()
    }
  }

  async function readLive(turn: Turn, experimentIds: readonly string[]): Promise<readonly Run[]> {
    const filter = "attributes.status = 'RUNNING'"
    const page = await search(turn, { experimentIds, filter, token: null, size: mostLive })
    return page.runs
  }

  async function readBegun(turn: Turn, experimentIds: readonly string[], since: number): Promise<void> {
    const filter = `attributes.start_time >= ${since}`
    for (let token: PageToken | null = null; ;) {
      const page: Page = await search(turn, { experimentIds, filter, token, size: pageSize.current() })
      token = page.nextToken
      if (token === null) return
    }
  }

  async function fetchByIds(turn: Turn, runIds: readonly string[]): Promise<ReadonlySet<string>> {
    const alive = new Set(turn.experimentIds)
    const experimentIds = facts.experimentsOf(runIds).filter((id) => alive.has(id))
    if (experimentIds.length === 0) return new Set()
    const query = `attributes.run_id IN (${runIds.map((id) => `'${id}'`).join(', ')})`
    const page = await search(turn, { experimentIds, filter: query, token: null, size: idsAtOnce })
    filterIds.worked()
    return new Set(page.runs.map((run) => run.runId))
  }

  /** Null: the server has no such run. */
  async function fetchOne(turn: Turn, runId: string): Promise<boolean> {
    const intake = createIntake(turn, false)
    try {
      intake.take(await endpoints.run(runId, turn.signal))
      return intake.seen.length > 0
    } catch (thrown) {
      const isGone = thrown instanceof ServerFault && (thrown.status === 404 || thrown.status === 403)
      const isNoId = thrown instanceof ServerFault && thrown.errorCode === 'INVALID_PARAMETER_VALUE'
      if (isGone || isNoId) return false
      throw thrown
    } finally {
      intake.flush()
    }
  }

  async function readChunk(turn: Turn, runIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (filterIds.mayWork && runIds.length > fewRuns && runIds.every((id) => /^[\w-]+$/.test(id))) {
      try {
        return await fetchByIds(turn, runIds)
      } catch (thrown) {
        if (!isRefusedInput(thrown)) throw thrown
        filterIds.refused()
      }
    }
    const found = new Set<string>()
    await Promise.all(
      runIds.map(async (id) => {
        if (await fetchOne(turn, id)) found.add(id)
      }),
    )
    return found
  }

  async function readSome(turn: Turn, runIds: readonly string[]): Promise<void> {
    for (const ids of chunksOf(
      runIds.filter((id) => facts.has(id)),
      idsAtOnce,
    )) {
      const found = await readChunk(turn, ids)
      remove(
        turn,
        ids.filter((id) => !found.has(id)),
      )
    }
  }

  /** One page of the sweep; a size that the server refuses is made smaller. */
  async function sweepPage(turn: Turn, current: Sweep): Promise<void> {
    const experimentIds = current.chunks[current.at] ?? []
    const startedAt = services.now()
    const size = pageSize.current()
    let page: Page & { readonly runs: readonly Run[] }
    try {
      page = await search(turn, { experimentIds, token: current.token, size })
    } catch (thrown) {
      if (!isRefusedInput(thrown) || !pageSize.shrink()) throw thrown
      return
    }
    pageSize.grow(page.runs.length, page.bytes, services.now() - startedAt)
    current.token = page.nextToken
    if (current.token === null) current.at++
  }

  return {
    get count() {
      return known.size
    },
    get strange() {
      return strange
    },
    get canAskForChanges() {
      return filter.mayWork
    },
    get isSweeping() {
      return sweep !== null
    },
    async readChanges(turn) {
      if (!filter.mayWork) return
      const since = facts.newestStart
      const live: Run[] = []
      try {
        for (const experimentIds of chunksOf(turn.experimentIds, experimentsAtOnce)) {
          live.push(...(await readLive(turn, experimentIds)))
          await readBegun(turn, experimentIds, since)
        }
      } catch (thrown) {
        if (!isRefusedInput(thrown) || !filter.refused()) throw thrown
        return
      }
      if (turn.experimentIds.length > 0) filter.worked()
      await readSome(turn, facts.leftOver(live, mostLive))
    },
    readSome,
    async sweep(turn, mayGoOn) {
      const pacer = createPacer(services, turn.signal)
      sweep ??= {
        chunks: chunksOf(turn.experimentIds, experimentsAtOnce),
        at: 0,
        token: null,
        seen: new Set(),
      }
      const current = sweep
      while (current.at < current.chunks.length) {
        await sweepPage(turn, current)
        await pacer.rest()
        if (!mayGoOn()) return false
      }
      // Pages shift while runs are deleted: what was not seen is asked for by its id before it counts as gone.
      const missing = [...known.ids()].filter((id) => !current.seen.has(id))
      await readSome(turn, missing)
      sweep = null
      return true
    },
    dropSweep() {
      sweep = null
    },
    doubt() {
      filter.doubt()
      filterIds.doubt()
    },
  }
}

function chunksOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  )
}
