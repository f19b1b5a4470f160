import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../shared/clock'
import type { DriftReport } from '../../shared/model/drift-report'
import type { Model } from '../../shared/model/registered-model'
import type { MetricSeries, Run } from '../../shared/model/run'
import type { CatalogSummary } from '../../shared/model/snapshot'
import type { SourceSpec, SourceStatus } from '../../shared/model/source'
import { describeThrown, fail, ok, type AppError, type Result } from '../../shared/result'
import { createSource } from '../sources/create-source'
import { discover } from '../sources/discovery/discover'
import { createServices } from '../sources/services'
import { trackSource, type Feed, type TrackedSource } from '../sources/tracked-source'
import { createCatalog, type Catalog } from '../store/catalog'
import { openAppDatabase } from '../store/open'
import { openReadonly } from '../store/sqlite-binding'
import { credentialsFor } from './server-credentials'

export interface CollectRequest {
  /** Folders, store files or URLs, absolute. */
  readonly places: readonly string[]
  readonly history: { readonly runId: string; readonly key: string } | null
  readonly log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void
}

export interface Collected {
  readonly summary: CatalogSummary
  readonly runs: readonly (Run & { readonly project: string | null })[]
  readonly models: readonly Model[]
  /** Without distributions. */
  readonly reports: readonly DriftReport[]
  readonly sources: readonly SourceStatus[]
  /** Places in which no source was found. */
  readonly unreadable: readonly (AppError & { readonly location: string })[]
  /** Null when it was not asked for, or when no source knows the run. */
  readonly history: MetricSeries | null
}

/** The aggregation of the app without the app: every source is read once, into a database in memory. */
export async function collect({ places, history, log }: CollectRequest): Promise<Collected> {
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'sextant-snapshot-'))
  const { database } = openAppDatabase({ path: ':memory:', now: systemClock.now(), log })
  const catalog = createCatalog({
    database,
    clock: systemClock,
    onSummary: () => {},
    onRunsChanged: () => {},
  })
  const services = createServices({ clock: systemClock, log })
  const tracked: TrackedSource[] = []
  try {
    const { specs, unreadable } = await findSources(places, (place) => discover(place, services))
    catalog.setSources(specs, [])
    for (const spec of specs) {
      const createAnew = () =>
        createSource(spec, {
          services,
          openReadonly,
          temporaryFolder,
          // The root is the address as it was given, and may name a user.
          accessTo: () => credentialsFor(spec.root, process.env, homedir()),
        })
      const source = createAnew()
      if (source === null) continue
      const feed = feedOf(catalog)
      tracked.push(trackSource({ source, createAnew, feed, clock: systemClock, log, onStatus: () => {} }))
    }
    await Promise.all(tracked.map(readPatiently))
    const runs = catalog.reader.allRuns()
    return {
      summary: catalog.load().summary,
      runs,
      models: catalog.listModels(null),
      reports: catalog.reports.records(undefined),
      sources: tracked.map((one) => one.status()),
      unreadable,
      history: history === null ? null : await readHistory(tracked, runs, history),
    }
  } finally {
    await Promise.all(tracked.map(async (one) => one.dispose()))
    catalog.dispose()
    database.close()
    rmSync(temporaryFolder, { recursive: true, force: true })
  }
}

/** The catalogue is in this very thread: what is told is done at once. */
function feedOf(catalog: Catalog): Feed {
  const done = (work: () => void): Promise<Result<null>> => {
    try {
      work()
      return Promise.resolve(ok(null))
    } catch (thrown) {
      return Promise.resolve(fail('internal', 'What was read could not be kept.', describeThrown(thrown)))
    }
  }
  return {
    apply: (sourceId, generation, batch) => done(() => catalog.apply(sourceId, generation, batch)),
    sweep: (sourceId, generation) => done(() => catalog.sweep(sourceId, generation)),
    markGood: (sourceId, at, message) => done(() => catalog.markGood(sourceId, at, message)),
  }
}

const patienceMs = 3_000
const retryMs = 150

/** A store that is being written to is busy for moments; there is no later poll here, so try for three seconds. */
async function readPatiently(one: TrackedSource): Promise<void> {
  const deadline = systemClock.monotonic() + patienceMs
  await one.poll()
  while (
    one.status().problems.some((problem) => problem.code === 'locked') &&
    systemClock.monotonic() < deadline
  ) {
    await new Promise<void>((resolve) => systemClock.after(retryMs, resolve))
    await one.poll()
  }
}

async function findSources(places: readonly string[], find: (place: string) => ReturnType<typeof discover>) {
  const specs = new Map<string, SourceSpec>()
  const unreadable: (AppError & { location: string })[] = []
  for (const place of places) {
    const found = await find(place)
    if (found.ok) for (const spec of found.value.specs) specs.set(spec.id, specs.get(spec.id) ?? spec)
    else unreadable.push({ ...found.error, location: place })
  }
  return { specs: [...specs.values()], unreadable }
}

async function readHistory(
  tracked: readonly TrackedSource[],
  runs: readonly Run[],
  { runId, key }: { readonly runId: string; readonly key: string },
): Promise<MetricSeries | null> {
  for (const run of runs.filter((one) => one.runId === runId)) {
    const owner = tracked.find((one) => one.source.spec.id === run.sourceId)
    const answer = await owner?.source.series(runId, [key], AbortSignal.timeout(60_000))
    const series = answer?.ok ? answer.value[0] : undefined
    if (series !== undefined) return series
  }
  return null
}
