import type { Model } from '../../shared/model/registered-model'
import type { DatasetInput, Run, RunModel, RunRef } from '../../shared/model/run'
import type { RunDetail, RunPage, RunQuery, RunRow } from '../../shared/model/run-query'
import type { RunIndex } from './run-index/run-index'
import { createIndexedList } from './run-index/list-indexed-runs'
import { installQueryFunctions, listRuns } from './run-query'
import { parseMetrics, parseTexts, runJoin, runRowColumns, toRunRow, type StoredRunRow } from './run-rows'
import type { SqliteDatabase } from './sqlite-binding'
import { modelOfRecord } from './model-record'

export interface CatalogReader {
  listRuns(query: RunQuery, now: number, revision: number): RunPage
  getRun(ref: RunRef, now: number): RunDetail | null
  /** Newest by start, of those running if asked; at most `limit`. */
  newestRuns(limit: number, onlyRunning: boolean, now: number): RunRow[]
  listModels(project: string | null): Model[]
  /** Every run, whole, source by source: for export. */
  allRuns(): (Run & { readonly project: string | null })[]
}

type StoredRun = StoredRunRow & {
  readonly artifactUri: string | null
  readonly datasets: string
  readonly models: string
}

/** `indexNow` gives the run index once it holds every run; until then, and without one, SQL answers. */
export function createCatalogReader(
  database: SqliteDatabase,
  indexNow: () => RunIndex | null = () => null,
): CatalogReader {
  installQueryFunctions(database)
  const listIndexed = createIndexedList(database)
  const whole = `SELECT ${runRowColumns}, run.artifact_uri AS artifactUri, run.datasets, run.models FROM ${runJoin}`
  const one = database.prepare(`${whole} WHERE run.source_id = ? AND run.run_id = ?`)
  const all = database.prepare(`${whole} ORDER BY run.source_id, run.start_time DESC, run.row`)
  const children = database.prepare(
    `SELECT ${runRowColumns} FROM ${runJoin} WHERE run.source_id = ? AND run.parent_run_id = ?
     ORDER BY run.start_time LIMIT 500`,
  )
  const newest = database.prepare(
    `SELECT ${runRowColumns} FROM ${runJoin} WHERE run.lifecycle_stage = 'active' AND run.start_time IS NOT NULL
     ORDER BY run.start_time DESC LIMIT ?`,
  )
  const running = database.prepare(
    `SELECT ${runRowColumns} FROM ${runJoin} WHERE run.status = 'RUNNING' AND run.lifecycle_stage = 'active'
     ORDER BY run.start_time DESC LIMIT ?`,
  )
  const models = database.prepare(
    `SELECT model.record, coalesce(model.project, run.project) AS project
     FROM model LEFT JOIN run ON run.source_id = model.source_id AND run.run_id = model.record ->> '$.runId'
     ORDER BY model.name COLLATE NOCASE, model.model_id`,
  )

  return {
    listRuns: (query, now, revision) => {
      const index = indexNow()
      return index === null
        ? listRuns(database, query, now, revision)
        : listIndexed(index, query, now, revision)
    },
    newestRuns: (limit, onlyRunning, now) =>
      ((onlyRunning ? running : newest).all(limit) as StoredRunRow[]).map((row) => toRunRow(row, null, now)),
    allRuns: () => (all.all() as StoredRun[]).map(toWholeRun),
    listModels: (project) =>
      (models.all() as { record: string; project: string | null }[])
        .map((row) => ({ ...modelOfRecord(row.record), project: row.project }))
        .filter((model) => project === null || model.project === project),
    getRun(ref, now) {
      const stored = one.get(ref.sourceId, ref.runId) as StoredRun | undefined
      if (stored === undefined) return null
      const parent =
        stored.parentRunId === null
          ? undefined
          : (one.get(ref.sourceId, stored.parentRunId) as StoredRun | undefined)
      const row = toRunRow(stored, null, now)
      return {
        ...toWholeRun(stored),
        experimentName: row.experimentName,
        isStale: row.isStale,
        children: (children.all(ref.sourceId, ref.runId) as StoredRunRow[]).map((child) =>
          toRunRow(child, null, now),
        ),
        parent: parent === undefined ? null : toRunRow(parent, null, now),
      }
    },
  }
}

function toWholeRun(stored: StoredRun): Run & { readonly project: string | null } {
  const { experimentName: _name, lastWriteAt: _write, ...fields } = stored
  return {
    ...fields,
    params: parseTexts(stored.params, null),
    tags: parseTexts(stored.tags, null),
    metrics: parseMetrics(stored.metrics, null),
    // Rows of an older version, until their source is read again, know no source of a data set.
    datasets: (JSON.parse(stored.datasets) as DatasetInput[]).map((one) => ({
      ...one,
      source: one.source ?? null,
    })),
    models: JSON.parse(stored.models) as RunModel[],
  }
}
