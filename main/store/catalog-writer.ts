import { bindExperiment, type BindableProject } from '../../shared/catalog/binding'
import type { DriftReport } from '../../shared/model/drift-report'
import type { Model } from '../../shared/model/registered-model'
import type { Experiment, Run } from '../../shared/model/run'
import type { SourceSpec } from '../../shared/model/source'
import type { WorkspaceProject } from '../../shared/model/workspace'
import {
  experimentColumns,
  experimentRow,
  modelColumns,
  modelRow,
  projectColumns,
  projectRow,
  runColumns,
  runRow,
} from './catalog-records'
import type { IndexedRun } from './run-index/run-index'
import { createKeptTimes } from './kept-times'
import { createReportWriter } from './report-writer'
import type { SqliteDatabase } from './sqlite-binding'

/** A batch as a source emits it (main/sources/source.ts), seen from here: entities, and what is gone. */
export interface CatalogBatch {
  readonly projects?: readonly WorkspaceProject[]
  readonly experiments?: readonly Experiment[]
  readonly runs?: readonly Run[]
  readonly models?: readonly Model[]
  readonly reports?: readonly DriftReport[]
  readonly removed?: {
    readonly projectPaths?: readonly string[]
    readonly experimentIds?: readonly string[]
    readonly runIds?: readonly string[]
    readonly modelIds?: readonly string[]
    readonly reportIds?: readonly string[]
  }
}

/**
 * The only writer of the catalogue tables. `generation` marks the poll that an entity was last seen in:
 * after a full poll `sweep` removes what it did not mention.
 */
export interface CatalogWriter {
  /** Sources that are no longer watched go, with all that was known of them; those of `keepRoots` stay. */
  setSources(specs: readonly SourceSpec[], keepRoots: readonly string[]): void
  apply(sourceId: string, generation: number, batch: CatalogBatch): void
  sweep(sourceId: string, generation: number): void
  markGood(sourceId: string, at: number, message: string): void
}

/** What was committed about runs; the run index follows it. */
export interface WrittenRuns {
  readonly put: readonly IndexedRun[]
  /** Rows that are gone. */
  readonly dropped: readonly number[]
  /** Some of `put` were known before. */
  readonly hasChanged: boolean
  /** Experiments or their bindings may have changed. */
  readonly areExperimentsNew: boolean
}

export function createCatalogWriter(
  database: SqliteDatabase,
  onWritten: (written: WrittenRuns) => void = () => undefined,
): CatalogWriter {
  const statements = prepareStatements(database)
  const reports = createReportWriter(database)
  const withKeptTimes = createKeptTimes(database)

  /** `work` returns what it did to runs, which is told once it is committed. */
  function write(work: (dropped: number[]) => Partial<Omit<WrittenRuns, 'dropped'>>): void {
    const dropped: number[] = []
    let done: ReturnType<typeof work>
    try {
      done = database.transaction(() => work(dropped))()
    } catch (thrown) {
      reports.forget()
      throw thrown
    }
    const { put = [], hasChanged = false, areExperimentsNew = true } = done
    onWritten({ put, dropped, hasChanged, areExperimentsNew })
  }

  function apply(sourceId: string, generation: number, batch: CatalogBatch): void {
    write((dropped) => {
      remove(sourceId, batch, dropped)
      for (const project of batch.projects ?? []) statements.putProject.run(projectRow(project, generation))
      for (const experiment of batch.experiments ?? []) {
        statements.putExperiment.run(experimentRow(experiment, generation))
      }
      // Bindings must stand before the runs that take them over.
      if (batch.projects?.length || batch.removed?.projectPaths?.length) rebind(null)
      else if (batch.experiments?.length) rebind(sourceId)
      const hasChanged = countKeys(batch.runs ?? [])
      const put = (batch.runs ?? []).map(withKeptTimes).map((run): IndexedRun => {
        const record = runRow(run, generation)
        const row = statements.putRun.get(record) as number
        const { start_time: startTime, end_time: endTime, last_write_at, project_tag: projectTag } = record
        return { ...run, row, startTime, endTime, lastWriteAt: last_write_at, projectTag }
      })
      for (const model of batch.models ?? []) statements.putModel.run(modelRow(model, generation))
      if (batch.reports !== undefined) reports.put(batch.reports, generation)
      const { experiments, projects, removed } = batch
      return {
        put,
        hasChanged,
        areExperimentsNew: experiments !== undefined || projects !== undefined || removed !== undefined,
      }
    })
  }

  function remove(sourceId: string, { removed }: CatalogBatch, dropped: number[]): void {
    for (const path of removed?.projectPaths ?? []) statements.dropProject.run(sourceId, path)
    for (const id of removed?.experimentIds ?? []) statements.dropExperiment.run(sourceId, id)
    for (const id of removed?.runIds ?? [])
      dropped.push(...(statements.dropRun.all(sourceId, id) as number[]))
    for (const id of removed?.modelIds ?? []) statements.dropModel.run(sourceId, id)
    for (const id of removed?.reportIds ?? []) reports.drop(sourceId, id)
  }

  /** Recomputes which project each experiment (of one source, or of all) belongs to, and its runs with it. */
  function rebind(sourceId: string | null): void {
    const projects = statements.projects.all() as BindableProject[]
    for (const row of statements.experiments.all({ sourceId }) as StoredExperiment[]) {
      const bound = bindExperiment({ ...row, tags: JSON.parse(row.tags) as Record<string, string> }, projects)
      const isCertain = bound.isCertain ? 1 : 0
      if (bound.project === row.project && isCertain === row.isCertain) continue
      const binding = {
        sourceId: row.sourceId,
        experimentId: row.experimentId,
        project: bound.project,
        isCertain,
      }
      statements.bindExperiment.run(binding)
      statements.bindRuns.run(binding)
    }
    reports.rebind()
  }

  /**
   * Uses are told to the database once a batch: a statement for each of 15 keys of a run took a third of its time. Of
   * runs that were known, which give true, keys only get their place: what is new of them is counted later (key-recount.ts).
   */
  function countKeys(runs: readonly Run[]): boolean {
    let hasChanged = false
    const metrics = new Map<string, number>()
    const params = new Map<string, number>()
    for (const run of runs) {
      const isNew = statements.hasRun.get(run.sourceId, run.runId) === undefined
      hasChanged ||= !isNew
      for (const key of Object.keys(run.metrics)) metrics.set(key, (metrics.get(key) ?? 0) + (isNew ? 1 : 0))
      for (const key of Object.keys(run.params)) params.set(key, (params.get(key) ?? 0) + (isNew ? 1 : 0))
    }
    for (const [key, uses] of metrics) statements.countKey.run('metric', key, uses)
    for (const [key, uses] of params) statements.countKey.run('param', key, uses)
    return hasChanged
  }

  return {
    apply,
    setSources: (specs, keepRoots) =>
      write((dropped) => {
        for (const spec of specs) statements.putSource.run(spec)
        const kept = new Set(specs.map((spec) => spec.id))
        for (const { sourceId, root } of statements.sources.all() as { sourceId: string; root: string }[]) {
          if (kept.has(sourceId) || keepRoots.includes(root)) continue
          for (const drop of statements.dropSource) drop.run(sourceId)
          append(dropped, statements.dropRuns.all(sourceId) as number[])
        }
        rebind(null)
        return {}
      }),
    sweep: (sourceId, generation) =>
      write((dropped) => {
        for (const sweep of statements.sweep) sweep.run(sourceId, generation)
        append(dropped, statements.sweepRuns.all(sourceId, generation) as number[])
        rebind(null)
        return {}
      }),
    markGood: (sourceId, at, message) => {
      statements.markGood.run({ sourceId, at, message })
    },
  }
}

interface StoredExperiment {
  readonly sourceId: string
  readonly experimentId: string
  readonly name: string
  readonly tags: string
  readonly root: string
  readonly location: string
  readonly project: string | null
  readonly isCertain: number
}

/** Not spread into `push`, which takes only so many arguments. */
function append(dropped: number[], rows: readonly number[]): void {
  for (const row of rows) dropped.push(row)
}

/** A run takes its project from its experiment's binding (see shared/catalog/binding.ts) as it is written. */
const putRunSql = `
  INSERT INTO run (${runColumns.join(', ')}, project)
  VALUES (${runColumns.map((column) => `@${column}`).join(', ')}, coalesce(
    (SELECT CASE WHEN project_is_certain THEN project ELSE coalesce(@project_tag, project) END
     FROM experiment WHERE source_id = @source_id AND experiment_id = @experiment_id),
    @project_tag))
  ON CONFLICT (source_id, run_id) DO UPDATE SET
    ${[...runColumns.slice(2), 'project'].map((column) => `${column} = excluded.${column}`).join(', ')}
  RETURNING row`

const tables = ['project', 'experiment', 'model', 'report'] as const

function prepareStatements(database: SqliteDatabase) {
  const upsert = (table: string, columns: readonly string[], keys: readonly string[]) => {
    const updates = columns.filter((column) => !keys.includes(column))
    return database.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})
       ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${updates.map((c) => `${c} = excluded.${c}`).join(', ')}`,
    )
  }
  return {
    putSource: database.prepare(
      `INSERT INTO source (source_id, kind, location, root) VALUES (@id, @kind, @location, @root)
       ON CONFLICT (source_id) DO UPDATE SET root = excluded.root, location = excluded.location`,
    ),
    sources: database.prepare('SELECT source_id AS sourceId, root FROM source'),
    dropSource: ['source', 'model_facts', ...tables].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE source_id = ?`),
    ),
    sweep: tables.map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE source_id = ? AND generation < ?`),
    ),
    dropRuns: database.prepare('DELETE FROM run WHERE source_id = ? RETURNING row').pluck(),
    sweepRuns: database
      .prepare('DELETE FROM run WHERE source_id = ? AND generation < ? RETURNING row')
      .pluck(),
    markGood: database.prepare(
      'UPDATE source SET last_good_at = @at, message = @message WHERE source_id = @sourceId',
    ),
    putProject: upsert('project', projectColumns, ['source_id', 'path']),
    putExperiment: upsert('experiment', experimentColumns, ['source_id', 'experiment_id']),
    putRun: database.prepare(putRunSql).pluck(),
    putModel: upsert('model', modelColumns, ['source_id', 'model_id']),
    hasRun: database.prepare('SELECT 1 FROM run WHERE source_id = ? AND run_id = ?'),
    countKey: database.prepare(
      `INSERT INTO key_use (kind, key, uses) VALUES (?, ?, ?)
       ON CONFLICT (kind, key) DO UPDATE SET uses = uses + excluded.uses`,
    ),
    dropProject: database.prepare('DELETE FROM project WHERE source_id = ? AND path = ?'),
    dropExperiment: database.prepare('DELETE FROM experiment WHERE source_id = ? AND experiment_id = ?'),
    dropRun: database.prepare('DELETE FROM run WHERE source_id = ? AND run_id = ? RETURNING row').pluck(),
    dropModel: database.prepare('DELETE FROM model WHERE source_id = ? AND model_id = ?'),
    projects: database.prepare(
      `SELECT project.name, source.root, project.experiment_id AS experimentId, project.tracking_uri AS trackingUri
       FROM project JOIN source USING (source_id) ORDER BY project.name`,
    ),
    experiments: database.prepare(
      `SELECT e.source_id AS sourceId, e.experiment_id AS experimentId, e.name, e.tags, source.root, source.location,
              e.project, e.project_is_certain AS isCertain
       FROM experiment e JOIN source USING (source_id) WHERE @sourceId IS NULL OR e.source_id = @sourceId`,
    ),
    bindExperiment: database.prepare(
      `UPDATE experiment SET project = @project, project_is_certain = @isCertain
       WHERE source_id = @sourceId AND experiment_id = @experimentId`,
    ),
    bindRuns: database.prepare(
      `UPDATE run SET project = CASE WHEN @isCertain THEN @project ELSE coalesce(project_tag, @project) END
       WHERE source_id = @sourceId AND experiment_id = @experimentId`,
    ),
  }
}
