import type { SourceSpec } from '../../../shared/model/source'
import type { PollOutcome, PollRequest, SourceServices } from '../source'
import type { ArtifactLocator } from './artifact-locator'
import { didAnyFall, readMarks, runsBetween, type Marks } from './changes'
import type { Connection } from './connection'
import { createDamage } from './damage'
import { createDerivedLatest } from './derived-latest'
import { createEntityTracker, type EntityTracker } from './entity-tracker'
import { pagesOfExperiments } from './experiments'
import { pagesOfLoggedModels } from './logged-models'
import { pagesOfVersions } from './model-versions'
import { createReading, whileBusy, type Reading } from './reading'
import { createRunTracker } from './run-tracker'
import type { MlflowSchema } from './schema'
import { isBusy } from './fault'
import type { StoreFile, StoreVersion } from './store-file'

interface StoreReaderOptions {
  readonly spec: SourceSpec
  readonly services: SourceServices
  readonly file: StoreFile
  readonly locator: ArtifactLocator
}

/** What was read of a store so far, and what to read next. One poll at a time. */
export interface StoreReader {
  poll(request: PollRequest): Promise<PollOutcome>
  /** When everything was last read, epoch ms, or null. */
  lastReadAt(): number | null
}

/** At most that many runs that are not over are read again at every change; crashed ones stay RUNNING for ever. */
const mostLiveRuns = 200
const compareMs = 60
/** A locked store is asked again within a poll, since a first read of minutes would otherwise begin anew. */
const [patienceOfFull, patienceOfChange] = [250, 50]

export function createStoreReader({ spec, services, file, locator }: StoreReaderOptions): StoreReader {
  const { id: sourceId, location } = spec
  const damage = createDamage(sourceId, location)
  const derived = createDerivedLatest()
  let active: Reading | null = null
  let emitNow: PollRequest['emit'] = () => undefined
  let done: StoreVersion | null = null
  let marks: Marks = new Map()
  let lastReadAt: number | null = null
  let revision: string | null = null
  const readAtContent = new Map<string, number>()

  // Trackers outlive a poll; each poll has its own signal and connection.
  const current = (): Reading => {
    if (active === null) throw new Error('Nothing is being read.')
    return active
  }
  const reading: Reading = {
    slice: (work) => current().slice(work),
    bulk: (work) => current().bulk(work),
    sliceRows: () => current().sliceRows(),
  }
  const emit: PollRequest['emit'] = (batch) => emitNow(batch)
  const shared = { reading, sourceId, damage, locator }
  const runs = createRunTracker({ ...shared, emit, derived })
  const experiments = createEntityTracker({
    pages: () => pagesOfExperiments(reading, sourceId, damage),
    idOf: (experiment) => experiment.experimentId,
    emit: (batch) => emit({ experiments: batch }),
    remove: (experimentIds) => emit({ removed: { experimentIds } }),
  })
  const [versions, loggedModels] = [pagesOfVersions, pagesOfLoggedModels].map((pages) =>
    createEntityTracker({
      pages: () => pages(shared),
      idOf: (model) => model.modelId,
      emit: (batch) => emit({ models: batch }),
      remove: (modelIds) => emit({ removed: { modelIds } }),
    }),
  ) as [EntityTracker, EntityTracker]
  const trackers = [experiments, versions, loggedModels]

  function begin(request: PollRequest, connection: () => Connection, patience: number): void {
    active = createReading({ connection, services, signal: request.signal, patience })
    emitNow = request.emit
  }

  async function readEverything(request: PollRequest, version: StoreVersion): Promise<void> {
    const opened: { clone?: Awaited<ReturnType<StoreFile['cloneForLongRead']>> } = {}
    const goOnInClone = async () => {
      if (opened.clone !== undefined) return
      const clone = (opened.clone = await file.cloneForLongRead())
      if (clone !== null) begin(request, () => clone.connection(), patienceOfFull)
    }
    try {
      begin(request, () => file.connection(), patienceOfFull)
      // Where the first page alone is a long read.
      if (!canPage(file.connection().schema)) await goOnInClone()
      done = null
      damage.clear()
      derived.clear()
      readAtContent.clear()
      const newMarks = await reading.slice(readMarks)
      await derived.catchUp(reading)
      await experiments.readAll()
      await runs.readAll(goOnInClone)
      await goOnInClone()
      await versions.readAll()
      await loggedModels.readAll()
      marks = newMarks
      done = version
    } finally {
      await opened.clone?.dispose()
    }
  }

  async function readChanges(): Promise<void> {
    const newMarks = await reading.slice(readMarks)
    if (didAnyFall(marks, newMarks)) derived.clear()
    await derived.catchUp(reading)
    const changed = await runsBetween(reading, marks, newMarks)
    for (const runId of runs.liveRunIds(mostLiveRuns)) changed.add(runId)
    await runs.readSome([...changed])
    for (const tracker of trackers) tracker.request()
    runs.request()
    marks = newMarks
  }

  async function compareOn(): Promise<void> {
    try {
      for (const tracker of trackers) await tracker.advance(compareMs)
      await runs.advance(compareMs)
    } catch (thrown) {
      // What is new was read; comparing the rest can wait for a poll that finds the store free.
      if (!isBusy(thrown)) throw thrown
    }
  }

  async function readOnly(runIds: readonly string[], { content }: StoreVersion): Promise<void> {
    const unread = runIds.filter((runId) => readAtContent.get(runId) !== content)
    if (unread.length === 0) return
    await derived.catchUp(reading)
    await runs.readSome(unread)
    readAtContent.clear()
    for (const runId of runIds) readAtContent.set(runId, content)
  }

  async function readWhole(request: PollRequest, version: StoreVersion): Promise<boolean> {
    locator.forget()
    const isFull = done?.epoch !== version.epoch
    if (isFull) await readEverything(request, version)
    else if (done?.content !== version.content) {
      await readChanges()
      done = version
    }
    await compareOn()
    lastReadAt = services.now()
    return isFull
  }

  function outcome(isFull: boolean): PollOutcome {
    const counts = [
      counted(experiments.size, 'experiment'),
      counted(runs.size, 'run'),
      counted(versions.size + loggedModels.size, 'model'),
    ]
    const schema = revision === null ? 'schema older than MLflow 1.0' : `schema ${revision}`
    return { full: isFull, problems: damage.problems(), message: `${counts.join(', ')}; ${schema}` }
  }

  return {
    lastReadAt: () => lastReadAt,
    async poll(request) {
      const { signal } = request
      const version = await whileBusy(() => file.refresh(), { services, signal, patience: patienceOfChange })
      begin(request, () => file.connection(), patienceOfChange)
      try {
        revision = file.connection().schema.revision
        if (request.onlyRunIds === undefined) return outcome(await readWhole(request, version))
        await readOnly(request.onlyRunIds, version)
        return outcome(false)
      } finally {
        active = null
      }
    },
  }
}

/** Whether a page of runs is a few short reads: not in stores before MLflow 1.3 (no latest values) and 1.25 (no indexes). */
function canPage(schema: MlflowSchema): boolean {
  return schema.hasTable('latest_metrics') && schema.indexOn('params', ['run_uuid']) !== null
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
