import type { Clock, Timer } from '../../shared/clock'
import type { ArtifactRef } from '../../shared/model/artifact'
import type { ModelFacts, ModelPage, ModelQuery } from '../../shared/model/model-query'
import type { Model } from '../../shared/model/registered-model'
import type { RunRef } from '../../shared/model/run'
import type { RunDetail, RunPage, RunQuery } from '../../shared/model/run-query'
import type { CatalogSummary } from '../../shared/model/snapshot'
import type { SourceKind, SourceStatus } from '../../shared/model/source'
import { createCatalogReader, type CatalogReader } from './catalog-reader'
import { createCatalogSummary } from './catalog-summary'
import { createCatalogWriter, type CatalogWriter } from './catalog-writer'
import { createModelReader } from './model-query'
import { keepRunIndex } from './run-index/keep-run-index'
import type { SqliteDatabase } from './sqlite-binding'

interface CatalogOptions {
  readonly database: SqliteDatabase
  readonly clock: Clock
  /** Called some time after content changed, at most four times a second. */
  readonly onSummary: (summary: CatalogSummary) => void
  readonly onRunsChanged: (changed: { runs: readonly RunRef[]; all: boolean }) => void
}

export interface Catalog extends CatalogWriter {
  load(): { summary: CatalogSummary; sources: readonly SourceStatus[] }
  listRuns(query: RunQuery): RunPage
  getRun(ref: RunRef): RunDetail | null
  listModels(project: string | null): Model[]
  pageOfModels(query: ModelQuery): ModelPage
  /** As `ModelReader.placeOf`. */
  artifactPlace(ref: ArtifactRef): string | null | undefined
  putModelFacts(sourceId: string, facts: readonly ({ readonly modelId: string } & ModelFacts)[]): void
  readonly reader: CatalogReader
  /** Ends what was still to be told. */
  dispose(): void
}

/** News is gathered this long: a first read of a big store would else push a summary per batch. */
const gatherMs = 250
/** Live charts wait for this one, so it is short. */
const gatherRunsMs = 15
const mostNamedRuns = 200

/** The catalogue as its thread offers it: every write is followed, a little later, by news of what changed. */
export function createCatalog({ database, clock, onSummary, onRunsChanged }: CatalogOptions): Catalog {
  const kept = keepRunIndex(database, clock)
  const writer = createCatalogWriter(database, kept.follow)
  const reader = createCatalogReader(database, kept.whenReady)
  const models = createModelReader(database)
  const summarize = createCatalogSummary(database, reader)
  let revision = 0
  let pendingSummary: Timer | null = null
  let pendingRuns: Timer | null = null
  let changed = new Map<string, RunRef>()
  let changedAll = false

  function touch(): void {
    revision++
    pendingSummary ??= clock.after(gatherMs, () => {
      pendingSummary = null
      onSummary(summarize(revision, clock.now()))
    })
  }

  function touchRuns(runs: readonly RunRef[], all: boolean): void {
    touch()
    changedAll ||= all
    for (const { sourceId, runId } of runs) changed.set(`${sourceId}/${runId}`, { sourceId, runId })
    if (changed.size > mostNamedRuns) changedAll = true
    if (changed.size === 0 && !changedAll) return
    pendingRuns ??= clock.after(gatherRunsMs, () => {
      pendingRuns = null
      onRunsChanged({ runs: changedAll ? [] : [...changed.values()], all: changedAll })
      changed = new Map()
      changedAll = false
    })
  }

  return {
    reader,
    setSources(specs, keepRoots) {
      writer.setSources(specs, keepRoots)
      touchRuns([], true)
    },
    apply(sourceId, generation, batch) {
      writer.apply(sourceId, generation, batch)
      touchRuns(batch.runs ?? [], (batch.removed?.runIds?.length ?? 0) > 0)
    },
    sweep(sourceId, generation) {
      writer.sweep(sourceId, generation)
      touch()
    },
    markGood: writer.markGood,
    load: () => ({ summary: summarize(revision, clock.now()), sources: loadSources(database) }),
    listRuns: (query) => reader.listRuns(query, clock.now(), revision),
    getRun: (ref) => reader.getRun(ref, clock.now()),
    listModels: (project) => reader.listModels(project),
    pageOfModels: (query) => models.list(query, revision),
    artifactPlace: (ref) => models.placeOf(ref),
    putModelFacts(sourceId, facts) {
      models.putFacts(sourceId, facts)
      touch()
    },
    dispose() {
      pendingSummary?.dispose()
      pendingRuns?.dispose()
      kept.dispose()
    },
  }
}

interface StoredSource {
  readonly id: string
  readonly kind: SourceKind
  readonly location: string
  readonly root: string
  readonly lastGoodAt: number | null
  readonly message: string
  readonly experiments: number
  readonly runs: number
  readonly models: number
}

/** What the sources were like when the app last ran, to show before any has answered. */
function loadSources(database: SqliteDatabase): SourceStatus[] {
  const rows = database
    .prepare(
      `SELECT source_id AS id, kind, location, root, last_good_at AS lastGoodAt, message,
        (SELECT count(*) FROM experiment WHERE experiment.source_id = source.source_id) AS experiments,
        (SELECT count(*) FROM run WHERE run.source_id = source.source_id) AS runs,
        (SELECT count(*) FROM model WHERE model.source_id = source.source_id) AS models
       FROM source ORDER BY location`,
    )
    .all() as StoredSource[]
  return rows.map(({ experiments, runs, models, ...source }) => ({
    ...source,
    state: 'waiting',
    problems: [],
    counts: { experiments, runs, models },
  }))
}
