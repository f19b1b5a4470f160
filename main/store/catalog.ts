import type { Clock, Timer } from '../../shared/clock'
import type { ArtifactRef } from '../../shared/model/artifact'
import type { ModelFacts, ModelPage, ModelQuery } from '../../shared/model/model-query'
import type { Model } from '../../shared/model/registered-model'
import type { RunRef } from '../../shared/model/run'
import type { RunDetail, RunPage, RunQuery } from '../../shared/model/run-query'
import type { ProjectMonitoring } from '../../shared/model/monitoring'
import type { ReportRef } from '../../shared/model/report-query'
import type { CatalogSummary } from '../../shared/model/snapshot'
import type { SourceKind, SourceSpec, SourceStatus } from '../../shared/model/source'
import { defaultThresholds, type MonitoringThresholds } from '../../shared/monitoring/thresholds'
import { createCatalogReader, type CatalogReader } from './catalog-reader'
import { createCatalogSummary } from './catalog-summary'
import { createCatalogWriter, type CatalogWriter } from './catalog-writer'
import { databaseTrouble } from './database-trouble'
import { createKeyRecount } from './key-recount'
import { createModelReader } from './model-query'
import { keepRunIndex } from './run-index/keep-run-index'
import { createReportNews } from './report-news'
import { createReportReader, type ReportReader } from './report-reader'
import type { SqliteDatabase } from './sqlite-binding'

interface CatalogOptions {
  readonly database: SqliteDatabase
  readonly clock: Clock
  /** Called some time after content changed, at most four times a second. */
  readonly onSummary: (summary: CatalogSummary) => void
  readonly onRunsChanged: (changed: { runs: readonly RunRef[]; all: boolean }) => void
  readonly onReportsChanged?: (changed: ReportsChanged) => void
  /** Limits of the monitoring status; the toolkit's own unless the user changed them. */
  readonly thresholds?: () => MonitoringThresholds
}

/** Reports that are new, changed or gone; `all` when there are too many to name. */
export interface ReportsChanged {
  readonly reports: readonly ReportRef[]
  readonly all: boolean
}

export interface Catalog extends CatalogWriter {
  /** Where everything was last seen that the catalogue has content of. */
  knownSources(): readonly SourceSpec[]
  load(): { summary: CatalogSummary; sources: readonly SourceStatus[] }
  listRuns(query: RunQuery): RunPage
  getRun(ref: RunRef): RunDetail | null
  listModels(project: string | null): Model[]
  pageOfModels(query: ModelQuery): ModelPage
  /** As `ModelReader.placeOf`. */
  artifactPlace(ref: ArtifactRef): string | null | undefined
  putModelFacts(sourceId: string, facts: readonly ({ readonly modelId: string } & ModelFacts)[]): void
  readonly reader: CatalogReader
  readonly reports: ReportReader
  /** The monitoring of every project that has reports, by name. */
  monitoring(now: number): readonly ProjectMonitoring[]
  /** Rises with every change of content. */
  revision(): number
  /** Something that the summary is made of, beside the content, is different now. */
  touch(): void
  /** Ends what was still to be told. */
  dispose(): void
}

/** News is gathered this long: a first read of a big store would else push a summary per batch. */
const gatherMs = 250
/** Live charts wait for this one, so it is short. */
const gatherRunsMs = 15
const mostNamedRuns = 200

/** The catalogue as its thread offers it: every write is followed, a little later, by news of what changed. */
export function createCatalog(options: CatalogOptions): Catalog {
  const { database, clock, onSummary, onRunsChanged } = options
  const kept = keepRunIndex(database, clock)
  const keys = createKeyRecount(database, kept.whenReady, clock, touch)
  const writer = createCatalogWriter(database, (written) => {
    kept.follow(written)
    if (written.dropped.length > 0) keys.needed()
    else if (written.hasChanged) keys.wanted()
  })
  const reader = createCatalogReader(database, kept.whenReady)
  const models = createModelReader(database)
  const reports = createReportReader(database)
  const known = database.prepare('SELECT source_id AS id, kind, location, root FROM source')
  const thresholds = options.thresholds ?? (() => defaultThresholds)
  const summarize = createCatalogSummary({ database, reader, reports, thresholds }, kept.whenReady)
  let revision = 0
  let pendingSummary: Timer | null = null
  let pendingRuns: Timer | null = null
  const reportNews = createReportNews(clock, options.onReportsChanged ?? (() => {}))
  let changed = new Map<string, RunRef>()
  let changedAll = false

  function touch(): void {
    revision++
    pendingSummary ??= clock.after(gatherMs, () => {
      pendingSummary = null
      settleKeys()
      onSummary(summarize(revision, clock.now()))
    })
  }

  /** A full disk refuses it: then the keys stay as they are, and are counted with a later summary. */
  function settleKeys(): void {
    try {
      keys.settle()
    } catch (thrown) {
      if (databaseTrouble(thrown) === null) throw thrown
    }
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

  function touchReports(refs: readonly ReportRef[], all: boolean): void {
    if (refs.length === 0 && !all) return
    summarize.forgetReports()
    reportNews.tell(refs, all)
  }

  return {
    reader,
    reports,
    monitoring: (now) => summarize.monitoring.projects(thresholds(), now),
    revision: () => revision,
    touch,
    setSources(specs, keepRoots) {
      writer.setSources(specs, keepRoots)
      touchRuns([], true)
      touchReports([], true)
    },
    apply(sourceId, generation, batch) {
      writer.apply(sourceId, generation, batch)
      touchRuns(batch.runs ?? [], (batch.removed?.runIds?.length ?? 0) > 0)
      const gone = batch.removed?.reportIds ?? []
      const changedReports = [...(batch.reports ?? []).map((report) => report.id), ...gone]
      touchReports(
        changedReports.map((reportId) => ({ sourceId, reportId })),
        false,
      )
    },
    sweep(sourceId, generation) {
      writer.sweep(sourceId, generation)
      touch()
      touchReports([], true)
    },
    markGood: writer.markGood,
    knownSources: () => known.all() as SourceSpec[],
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
      keys.dispose()
      void reportNews.dispose()
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
  readonly reports: number
}

/** What the sources were like when the app last ran, to show before any has answered. */
function loadSources(database: SqliteDatabase): SourceStatus[] {
  const rows = database
    .prepare(
      `SELECT source_id AS id, kind, location, root, last_good_at AS lastGoodAt, message,
        (SELECT count(*) FROM experiment WHERE experiment.source_id = source.source_id) AS experiments,
        (SELECT count(*) FROM run WHERE run.source_id = source.source_id) AS runs,
        (SELECT count(*) FROM model WHERE model.source_id = source.source_id) AS models,
        (SELECT count(*) FROM report WHERE report.source_id = source.source_id) AS reports
       FROM source ORDER BY location`,
    )
    .all() as StoredSource[]
  return rows.map(({ experiments, runs, models, reports, ...source }) => ({
    ...source,
    state: 'waiting',
    problems: [],
    counts: { experiments, runs, models, reports },
  }))
}
