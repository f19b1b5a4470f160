import { basename, dirname } from 'node:path'
import type { Experiment, Run } from '../../../shared/model/run'
import type { SourceSpec } from '../../../shared/model/source'
import { fail, ok, type Result } from '../../../shared/result'
import type { OpenReadonly } from '../../store/sqlite-binding'
import { digestOf } from '../digest'
import { textOf } from '../mlflow-sqlite/cells'
import { faultOf, stoppedFault } from '../mlflow-sqlite/fault'
import { createReading, whileBusy, type Reading } from '../mlflow-sqlite/reading'
import { createStoreFile } from '../mlflow-sqlite/store-file'
import { FactsSink } from '../run-logs/file-facts'
import { PointColumns } from '../run-logs/point-columns'
import { runOf } from '../run-logs/run-of'
import type { PollOutcome, PollRequest, Source, SourceServices } from '../source'
import { isTrackioStore, runColumn, takeConfig, takeMetrics } from './rows'

interface Facts {
  readonly sink: FactsSink
  rows: number
  /** When its config was written, or where that is not known, when the run was first seen: the last sign of one without a point. */
  configuredAt: number
}

const patience = 100
const batchSize = 200

/**
 * A project of Trackio (`<project>.db` in ~/.cache/huggingface/trackio or TRACKIO_DIR): runs with their metrics, steps,
 * times and config. The database is in WAL mode and therefore read from a copy (mlflow-sqlite/store-file.ts); of its
 * rows only new ones are read, until one is gone. A step may be given out of turn, and a run that is taken up again counts
 * on by itself: as in Trackio's own charts, every point stands.
 *
 * Checked with databases of trackio 0.43.0. Not read: media, tables, traces, system metrics, alerts, artifacts, and
 * projects on a Space. Trackio does not record that a run has ended, so that its end is a guess (run-of.ts).
 */
export function createTrackioSource(options: {
  readonly spec: SourceSpec
  readonly services: SourceServices
  readonly openReadonly: OpenReadonly
  readonly temporaryFolder: string
}): Source {
  const { spec, services, openReadonly, temporaryFolder } = options
  const { location } = spec
  const project = basename(location).replace(/\.[^.]+$/, '')
  const file = createStoreFile({
    ...{ location, openReadonly, temporaryFolder, sourceId: spec.id, now: services.now },
    expected: { is: isTrackioStore, noun: 'a project of Trackio' },
  })
  let facts = new Map<string, Facts>()
  let digests = new Map<string, number>()
  let lastRow = 0
  let seen = { content: -1, epoch: -1 }
  let isComplete = false
  let lastReadAt: number | null = null
  let working: Promise<unknown> = Promise.resolve()

  const readingFor = (signal: AbortSignal) =>
    createReading({ connection: () => file.connection(), services, signal, patience })

  function forget(): void {
    facts = new Map()
    lastRow = 0
  }

  async function readRows(reading: Reading): Promise<void> {
    const column = runColumn(file.connection().schema)
    for (;;) {
      const rows = await reading.bulk((open) =>
        open.rows(
          `SELECT id, ${column}, step, timestamp, metrics, run_name FROM metrics WHERE id > ? ORDER BY id LIMIT ?`,
          ...[lastRow, reading.sliceRows()],
        ),
      )
      for (const [id, run, step, timestamp, metrics, name] of rows) {
        const known = factsOf(textOf(run) ?? '')
        known.rows++
        known.sink.mark({ name: textOf(name) ?? '' })
        takeMetrics(step, timestamp, metrics, known.sink)
        lastRow = Number(id)
      }
      if (rows.length === 0) break
    }
    if (!file.connection().schema.hasTable('configs')) return
    const created = file.connection().schema.hasColumn('configs', 'created_at') ? 'created_at' : 'NULL'
    const configs = await reading.bulk((open) =>
      open.rows(`SELECT ${column}, config, run_name, ${created} FROM configs`),
    )
    for (const [run, config, name, createdAt] of configs) {
      const known = factsOf(textOf(run) ?? '')
      known.sink.mark({ name: textOf(name) ?? '' })
      known.configuredAt = takeConfig(config, createdAt, known.sink) ?? known.configuredAt
    }
  }

  function factsOf(runId: string) {
    const known = facts.get(runId) ?? { sink: new FactsSink('stand'), rows: 0, configuredAt: services.now() }
    facts.set(runId, known)
    return known
  }

  /** Rows that are gone (a run was deleted) leave what was counted behind. */
  async function isAsCounted(reading: Reading): Promise<boolean> {
    const count = await reading.slice((open) =>
      open.value('SELECT count(*) FROM metrics WHERE id <= ?', lastRow),
    )
    let known = 0
    for (const { rows } of facts.values()) known += rows
    return Number(count) === known
  }

  async function readChanges(signal: AbortSignal): Promise<void> {
    const version = await whileBusy(() => file.refresh(), { services, signal, patience })
    if (version.content === seen.content) return
    const reading = readingFor(signal)
    if (version.epoch !== seen.epoch || !(await isAsCounted(reading))) forget()
    else for (const [id, known] of facts) if (known.rows === 0) facts.delete(id)
    await readRows(reading)
    seen = version
  }

  function runNow(runId: string, sink: FactsSink, writtenAt: number): Run {
    const place = {
      ...{ runId, name: sink.marks.name ?? runId, folder: location, parentRunId: null, files: [] },
      ...{ experimentId: project, experimentName: project },
    }
    return runOf(
      spec.id,
      { place, facts: [sink], writtenAt, longestPauseMs: 0, restored: new Map(), before: {} },
      services.now(),
    )
  }

  async function poll(request: PollRequest): Promise<PollOutcome> {
    stopIfTold(request.signal)
    const isFirst = !isComplete
    if (isFirst) digests = new Map()
    await readChanges(request.signal)
    lastReadAt = services.now()
    const changed = [...facts].flatMap(([runId, { sink, configuredAt }]) => {
      if (request.onlyRunIds !== undefined && !isFirst && !request.onlyRunIds.includes(runId)) return []
      const run = runNow(runId, sink, sink.lastAt ?? configuredAt)
      return digestOf(run) === digests.get(runId) ? [] : [run]
    })
    if (isFirst) request.emit({ experiments: [experimentOf()] })
    for (let at = 0; at < changed.length; at += batchSize) {
      stopIfTold(request.signal)
      const batch = changed.slice(at, at + batchSize)
      request.emit({ runs: batch })
      for (const run of batch) digests.set(run.runId, digestOf(run))
    }
    stopIfTold(request.signal)
    const gone = [...digests.keys()].filter((runId) => !facts.has(runId))
    for (const runId of gone) digests.delete(runId)
    if (gone.length > 0) request.emit({ removed: { runIds: gone } })
    isComplete = true
    return {
      full: isFirst,
      problems: [],
      message: `1 experiment, ${facts.size} run${facts.size === 1 ? '' : 's'}`,
    }
  }

  function experimentOf(): Experiment {
    return {
      sourceId: spec.id,
      experimentId: project,
      name: project,
      lifecycleStage: 'active',
      tags: {},
      artifactLocation: dirname(location),
      createdAt: null,
      updatedAt: null,
      traceCount: null,
    }
  }

  async function series(runId: string, keys: readonly string[], signal: AbortSignal) {
    await whileBusy(() => file.refresh(), { services, signal, patience })
    const reading = readingFor(signal)
    const column = runColumn(file.connection().schema)
    const columns = new Map(keys.map((key) => [key, new PointColumns('stand')]))
    const sink = new FactsSink()
    sink.point = (key, step, timestamp, value) => columns.get(key)?.add(step, timestamp, value)
    for (let last = 0; ;) {
      const rows = await reading.bulk((open) =>
        open.rows(
          `SELECT id, step, timestamp, metrics FROM metrics WHERE ${column} = ? AND id > ? ORDER BY id LIMIT ?`,
          ...[runId, last, reading.sliceRows()],
        ),
      )
      for (const [id, step, timestamp, metrics] of rows) {
        takeMetrics(step, timestamp, metrics, sink)
        last = Number(id)
      }
      if (rows.length === 0) return keys.map((key) => (columns.get(key) ?? new PointColumns()).series(key))
    }
  }

  function guarded<T>(work: () => Promise<T>): Promise<Result<T>> {
    const result = working.then(async (): Promise<Result<T>> => {
      try {
        return ok(await work())
      } catch (thrown) {
        const fault = faultOf(thrown, { location, lastReadAt })
        if (fault === null) throw thrown
        return fail(fault.code, fault.message, fault.detail)
      }
    })
    working = result.catch(() => undefined)
    return result
  }

  return {
    spec,
    poll: (request) => guarded(() => poll(request)),
    series: (runId, keys, signal) =>
      guarded(() => {
        if (signal.aborted) throw stoppedFault(signal)
        return series(runId, keys, signal)
      }),
    pathOf: (runId) => Promise.resolve(facts.has(runId) ? location : null),
    async dispose() {
      await working
      await file.dispose()
    },
  }
}

function stopIfTold(signal: AbortSignal): void {
  if (signal.aborted) throw stoppedFault(signal)
}
