import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Source } from '../../../../../main/sources/source'
import type { Run } from '../../../../../shared/model/run'
import type { TracePage, TraceRow } from '../../../../../shared/model/trace'
import type { Result } from '../../../../../shared/result'
import { sharedData } from '../../../../support/paths'
import { treeOf } from '../../../../support/tree'
import { never, poll, sourceOn } from './store-under-test'

/** Real databases, each of another revision, against SQLite's own shell as a second opinion. */
const folders = ['mlflow-public', 'upstream/sqlite'].map((name) => join(sharedData, name)).filter(existsSync)
const databases = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => join(folder, name)),
)
const hasShell = spawnSync('sqlite3', ['--version']).status === 0
const reason =
  databases.length === 0 ? `no databases below ${sharedData}` : hasShell ? null : 'no sqlite3 shell'
if (reason !== null) console.log(`skipped: real MLflow databases (${reason})`)

/** Rows of runs deleted by hand stay behind in these tables (7 688 parameters in one of the real stores). */
const ofRuns = 'WHERE run_uuid IN (SELECT run_uuid FROM runs)'

/** Numbers of one row; 0 for a table that this revision lacks. */
function ask(path: string, table: string, columns: string, where = ''): readonly number[] {
  const shell = (sql: string) =>
    spawnSync('sqlite3', ['-readonly', path, sql], { encoding: 'utf8' }).stdout.trim()
  if (shell(`SELECT count(*) FROM sqlite_master WHERE name = '${table}'`) === '0')
    return columns.split(', ').map(() => 0)
  return shell(`SELECT ${columns} FROM ${table} ${where}`).split('|').map(Number)
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}

async function points(source: Source, runs: readonly Run[]): Promise<{ count: number; values: number }> {
  const totals = { count: 0, values: 0 }
  for (const run of runs) {
    const series = await source.series(run.runId, Object.keys(run.metrics), never)
    if (!series.ok) throw new Error(series.error.message)
    for (const { value } of series.value) {
      totals.count += value.length
      totals.values += sum(value)
    }
  }
  return totals
}

async function allTraces(source: Source, experimentId: string): Promise<readonly TraceRow[]> {
  const rows: TraceRow[] = []
  for (let after: string | null = null; ;) {
    const page: Result<TracePage> | undefined = await source.listTraces?.(
      { sourceId: 's', experimentId, after, limit: 7 },
      never,
    )
    if (page?.ok !== true) throw new Error('no page of traces')
    rows.push(...page.value.rows)
    after = page.value.next
    if (after === null) return rows
  }
}

describe.skipIf(reason !== null)('real MLflow databases', () => {
  it.each(databases)('%s', async (location) => {
    const root = join(location, '..')
    const before = treeOf(root)
    const copies = mkdtempSync(join(tmpdir(), 'copies-'))
    onTestFinished(() => rmSync(copies, { recursive: true, force: true }))
    const source = sourceOn({ root, location, copies })
    const { outcome, runs, experiments, models } = await poll(source)
    expect(outcome).toMatchObject({ ok: true, value: { full: true, problems: [] } })

    const lengths = (records: readonly Readonly<Record<string, string>>[]) => {
      const texts = records.flatMap((record) => Object.values(record))
      return [texts.length, sum(texts.map((text) => Array.from(text).length))]
    }
    expect([experiments.length]).toEqual(ask(location, 'experiments', 'count(*)'))
    expect(lengths(experiments.map((each) => each.tags))).toEqual(
      ask(location, 'experiment_tags', 'count(*), total(length(value))'),
    )
    expect([
      runs.length,
      sum(runs.map((run) => run.startTime ?? 0)),
      sum(runs.map((run) => run.endTime ?? 0)),
    ]).toEqual(ask(location, 'runs', 'count(*), total(start_time), total(end_time)'))
    expect(runs.filter((run) => run.lifecycleStage === 'deleted').length).toBe(
      ask(location, 'runs', `count(iif(lifecycle_stage = 'deleted', 1, NULL))`)[0],
    )
    expect(lengths(runs.map((run) => run.params))).toEqual(
      ask(location, 'params', 'count(*), total(length(value))', ofRuns),
    )
    expect(lengths(runs.map((run) => run.tags))).toEqual(
      ask(location, 'tags', 'count(*), total(length(value))', ofRuns),
    )
    expect(sum(runs.map((run) => run.datasets.length))).toBe(
      ask(location, 'inputs', `count(iif(source_type = 'DATASET', 1, NULL))`)[0],
    )

    const sets = experiments.flatMap((each) => each.evaluationSets ?? [])
    expect([sets.length]).toEqual(ask(location, 'evaluation_datasets', 'count(*)'))
    expect([sum(sets.map((set) => set.recordCount))]).toEqual(
      ask(location, 'evaluation_dataset_records', 'count(*)'),
    )
    expect(sum(runs.map((run) => run.models.length))).toBe(
      ask(location, 'inputs', `count(iif(source_type IN ('RUN_INPUT', 'RUN_OUTPUT'), 1, NULL))`)[0],
    )

    const traces: TraceRow[] = []
    for (const { experimentId, traceCount } of experiments) {
      const own = await allTraces(source, experimentId)
      expect(own.length).toBe(traceCount ?? 0)
      traces.push(...own)
    }
    expect([
      traces.length,
      sum(traces.map((trace) => trace.startedAt ?? 0)),
      sum(traces.map((trace) => trace.durationMs ?? 0)),
      ...['OK', 'ERROR', 'IN_PROGRESS'].map(
        (state) => traces.filter((trace) => trace.state === state).length,
      ),
    ]).toEqual(
      ask(
        location,
        'trace_info',
        `count(*), total(timestamp_ms), total(execution_time_ms), total(status = 'OK'), total(status = 'ERROR'), total(status = 'IN_PROGRESS')`,
      ),
    )
    expect([sum(traces.map((trace) => trace.spanCount ?? 0))]).toEqual(ask(location, 'spans', 'count(*)'))
    expect([sum(traces.map((trace) => trace.assessmentCount ?? 0))]).toEqual(
      ask(location, 'assessments', 'total(valid)'),
    )
    expect(lengths(traces.map((trace) => trace.tags))).toEqual(
      ask(location, 'trace_tags', 'count(*), total(length(value))'),
    )

    const latest = runs.flatMap((run) => Object.values(run.metrics))
    const [count, values, steps] = ask(
      location,
      'latest_metrics',
      'count(*), total(value), total(step)',
      ofRuns,
    )
    expect([latest.length, sum(latest.map((metric) => metric.step))]).toEqual([count, steps])
    expect(sum(latest.map((metric) => metric.value))).toBeCloseTo(values ?? 0, 4)
    const [allCount, allValues] = ask(location, 'metrics', 'count(*), total(value)', ofRuns)
    const all = await points(source, runs)
    expect(all.count).toBe(allCount)
    expect(all.values).toBeCloseTo(allValues ?? 0, 3)

    const prompts = `name IN (SELECT name FROM registered_model_tags WHERE key = 'mlflow.prompt.is_prompt')`
    const shown = `count(iif(current_stage = 'Deleted_Internal' OR ${prompts}, NULL, 1))`
    const ofKind = (kind: string) => models.filter((model) => model.kind === kind)
    expect([ofKind('registered-version').length]).toEqual(ask(location, 'model_versions', shown))
    const logged = ofKind('logged-model')
    expect([logged.length]).toEqual(ask(location, 'logged_models', 'count(*)'))
    expect(lengths(logged.map((model) => model.logged?.params ?? {}))).toEqual(
      ask(location, 'logged_model_params', 'count(*), total(length(param_value))'),
    )
    expect(lengths(logged.map((model) => model.tags))).toEqual(
      ask(location, 'logged_model_tags', 'count(*), total(length(tag_value))'),
    )
    const ofData = `model_id || char(9) || metric_name || char(9) || coalesce(dataset_name,'') || char(9) || coalesce(dataset_digest,'')`
    expect([sum(logged.map((model) => model.logged?.metrics.length ?? 0))]).toEqual(
      ask(location, 'logged_model_metrics', `count(DISTINCT ${ofData})`),
    )

    expect((await poll(source)).batches).toEqual([])
    for (const run of runs.slice(0, 3)) expect(await source.pathOf(run.runId)).not.toBeNull()
    await source.dispose()
    expect(treeOf(root)).toBe(before)
    expect(readdirSync(copies)).toEqual([])
  })
})
