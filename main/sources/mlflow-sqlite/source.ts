import { dirname } from 'node:path'
import type { SourceSpec } from '../../../shared/model/source'
import { fail, ok, type Result } from '../../../shared/result'
import type { OpenReadonly } from '../../store/sqlite-binding'
import type { PollOutcome, PollRequest, Source, SourceServices } from '../source'
import { createArtifactLocator } from './artifact-locator'
import { faultOf, stoppedFault } from './fault'
import { followSeries } from './follow-series'
import { readSeries } from './history'
import { readTraces } from './list-traces'
import { readNewestPoints } from './newest-points'
import { createReading, whileBusy } from './reading'
import { runPlace } from './run-rows'
import { createStoreFile } from './store-file'
import { createStoreReader } from './store-reader'

interface MlflowSqliteOptions {
  readonly spec: SourceSpec
  readonly services: SourceServices
  readonly openReadonly: OpenReadonly
  readonly temporaryFolder: string
  /** Only tests name another. */
  readonly slowCopyMs?: number
}

const patienceOfSeries = 100

/**
 * MLflow's SQLite store, of every schema revision since 0.9, read beside whoever writes it.
 *
 * **What is never done.** Nothing is written, and nothing appears beside the database: one in WAL mode is copied
 * first. No lock is held for longer than one short read (about 15 ms, see reading.ts); nobody waits for us longer
 * than that, and a locked store is asked again for some 0.2 s, without blocking the thread. Other code of this process must open the file synchronously or
 * not at all, since closing any descriptor of it drops our lock in the middle of a read (fcntl(2)).
 *
 * **What is seen when.** A poll that finds the file unchanged reads nothing. After a change it reads at once: new
 * runs, runs with new metrics, parameters, tags or inputs (rows are added at the end of their tables), and the 200
 * latest runs that are not over. What MLflow changes in place (a run renamed, deleted or restored; tags edited;
 * experiments; models) is found by comparing, for at most 60 ms each of rows, contents and models in each poll: at
 * once in a store of 1 000 runs, within 7 polls for a row and some 150 polls for an edited tag of a run that is over
 * in a store of 100 000. Nothing is missed for good. A store in WAL mode on a disk that cannot clone is copied at most
 * 5 % of the time.
 */
export function createMlflowSqliteSource(options: MlflowSqliteOptions): Source {
  const { spec, services, openReadonly, temporaryFolder } = options
  const { location } = spec
  const file = createStoreFile({
    location,
    openReadonly,
    temporaryFolder,
    sourceId: spec.id,
    now: services.now,
    slowCopyMs: options.slowCopyMs,
  })
  const artifacts = createArtifactLocator(dirname(location))
  const reader = createStoreReader({ spec, services, file, locator: artifacts })
  let polling: Promise<unknown> = Promise.resolve()

  async function guarded<T>(signal: AbortSignal, work: () => Promise<T>): Promise<Result<T>> {
    try {
      if (signal.aborted) throw stoppedFault(signal)
      return ok(await work())
    } catch (thrown) {
      const fault = faultOf(thrown, { location, lastReadAt: reader.lastReadAt() })
      if (fault === null) throw thrown
      return fail(fault.code, fault.message, fault.detail)
    }
  }

  return {
    spec,
    poll(request: PollRequest): Promise<Result<PollOutcome>> {
      // One after the other: two would each emit what the other notes as known.
      const result = polling.then(() => guarded(request.signal, () => reader.poll(request)))
      polling = result.catch(() => undefined)
      return result
    },
    series(runId, keys, signal) {
      return guarded(signal, async () => {
        // A VACUUM or another file in between would leave holes: then it is read again from the start.
        const patient = { services, signal, patience: patienceOfSeries }
        for (let attempt = 0; ; attempt++) {
          const { epoch } = await whileBusy(() => file.refresh(), patient)
          const reading = createReading({ connection: () => file.connection(), ...patient })
          const series = await readSeries(reading, runId, keys)
          if (attempt === 2 || (await whileBusy(() => file.refresh(), patient)).epoch === epoch) return series
        }
      })
    },
    follow(runId, wants, signal) {
      return guarded(signal, async () => {
        const patient = { services, signal, patience: patienceOfSeries }
        await whileBusy(() => file.refresh(), patient)
        const rowids = file.rowids()
        const reading = createReading({ connection: () => file.connection(), ...patient })
        const ends = await followSeries(reading, runId, wants, rowids)
        // Another file or a VACUUM in between: what was read is shown, but nothing is built on it.
        await whileBusy(() => file.refresh(), patient)
        return file.rowids() === rowids ? ends : ends.map(({ key }) => ({ key, mark: null }))
      })
    },
    newestPoints(runId, keys, since, most, signal) {
      return guarded(signal, async () => {
        const patient = { services, signal, patience: patienceOfSeries }
        await whileBusy(() => file.refresh(), patient)
        const reading = createReading({ connection: () => file.connection(), ...patient })
        return readNewestPoints(reading, runId, keys, since, most)
      })
    },
    listTraces(query, signal) {
      return guarded(signal, async () => {
        const patient = { services, signal, patience: patienceOfSeries }
        await whileBusy(() => file.refresh(), patient)
        return readTraces(createReading({ connection: () => file.connection(), ...patient }), query)
      })
    },
    async pathOf(runId) {
      const found = await guarded(new AbortController().signal, async () => {
        await file.refresh()
        const place = runPlace(file.connection(), runId)
        return place === null ? null : ((await artifacts.folderOf(place)) ?? dirname(location))
      })
      return found.ok ? found.value : null
    },
    async dispose() {
      await polling
      await file.dispose()
    },
  }
}
