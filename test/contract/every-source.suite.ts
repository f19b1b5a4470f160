import { statSync } from 'node:fs'
import * as v from 'valibot'
import { afterEach, describe, expect, it } from 'vitest'
import type { PollOutcome, PollRequest, Source, SourceBatch } from '../../main/sources/source'
import { createContentMatch } from '../../main/store/content-match'
import type { SqliteDatabase } from '../../main/store/sqlite-binding'
import { RunQuerySchema } from '../../shared/model/run-query'
import type { Model } from '../../shared/model/registered-model'
import type { Experiment, Run } from '../../shared/model/run'
import type { Result } from '../../shared/result'
import { absurdNumbers, realCatalogue, withNumbers } from '../support/real-catalogue'
import { treeOf } from '../support/tree'

/** Something that is in it, whatever it is, with a source on it. */
export interface AnyStoreUnderTest {
  readonly source: Source
  /** The folder that holds the whole store: its names, sizes, times and contents must stay as they are. */
  readonly root: string
  /** Takes the whole store away (the disk was ejected, the folder renamed). */
  remove(): Promise<void>
  /** Disposes the source and deletes everything made for the test. */
  dispose(): Promise<void>
}

export interface Polled {
  readonly batches: readonly SourceBatch[]
  readonly outcome: Result<PollOutcome>
  readonly runs: readonly Run[]
  readonly experiments: readonly Experiment[]
  readonly models: readonly Model[]
  readonly removedRunIds: readonly string[]
}

export const never = new AbortController().signal

export async function poll(source: Source, request: Partial<PollRequest> = {}): Promise<Polled> {
  const batches: SourceBatch[] = []
  const outcome = await source.poll({ signal: never, emit: (batch) => batches.push(batch), ...request })
  return {
    batches,
    outcome,
    runs: batches.flatMap((batch) => batch.runs ?? []),
    experiments: batches.flatMap((batch) => batch.experiments ?? []),
    models: batches.flatMap((batch) => batch.models ?? []),
    removedRunIds: batches.flatMap((batch) => batch.removed?.runIds ?? []),
  }
}

/** The folder's own time of change too: a file made and deleted again leaves no other trace. */
function wholeTree(root: string): string {
  return `${statSync(root, { bigint: true }).mtimeNs}\n${treeOf(root)}`
}

export function expectFailure(outcome: Result<unknown>, code: string | readonly string[]): void {
  expect(outcome.ok).toBe(false)
  if (outcome.ok) return
  expect(typeof code === 'string' ? [code] : code).toContain(outcome.error.code)
  expect(outcome.error.message).toMatch(/^[^\n]{10,300}$/)
}

function entityIds(batches: readonly SourceBatch[]): string[] {
  return batches.flatMap((batch) => [
    ...(batch.projects ?? []).map(({ path }) => `project ${path}`),
    ...(batch.experiments ?? []).map(({ experimentId }) => `experiment ${experimentId}`),
    ...(batch.runs ?? []).map(({ runId }) => `run ${runId}`),
    ...(batch.models ?? []).map(({ modelId }) => `model ${modelId}`),
    ...(batch.reports ?? []).map(({ id }) => `report ${id}`),
  ])
}

function storedIds(database: SqliteDatabase): string[] {
  const of = (kind: string, column: string) =>
    (database.prepare(`SELECT ${column} FROM ${kind}`).pluck().all() as string[]).map((id) => `${kind} ${id}`)
  return [
    ...[...of('project', 'path'), ...of('experiment', 'experiment_id'), ...of('run', 'run_id')],
    ...[...of('model', 'model_id'), ...of('report', 'report_id')],
  ].sort()
}

/** What every adapter must do, whatever it reads: of tracking stores source.suite.ts asks for more. */
export function everySourceSuite(name: string, make: () => Promise<AnyStoreUnderTest>): void {
  describe(`${name}: contract of a source`, () => {
    const open: AnyStoreUnderTest[] = []
    const store = async (): Promise<AnyStoreUnderTest> => {
      const made = await make()
      open.push(made)
      return made
    }
    afterEach(async () => {
      for (const made of open.splice(0)) await made.dispose()
    })

    it('hands over each entity once, under its own id, and then nothing while nothing changes', async () => {
      const { source } = await store()
      const first = await poll(source)
      expect(first.outcome).toMatchObject({ ok: true, value: { full: true, problems: [] } })
      expect(first.outcome.ok && first.outcome.value.message).toMatch(/^[^\n]{5,200}$/)
      const ids = entityIds(first.batches)
      expect(ids.length).toBeGreaterThan(0)
      expect(new Set(ids).size).toBe(ids.length)
      for (const batch of first.batches)
        for (const entity of Object.values(batch).flat())
          expect((entity as { sourceId: string }).sourceId).toBe(source.spec.id)
      const idle = await poll(source)
      expect(idle.batches).toEqual([])
      expect(idle.outcome).toMatchObject({ ok: true, value: { full: false, problems: [] } })
    })

    it('yields what the catalogue takes, also with clocks that do not tick in whole ms and with absurd numbers', async () => {
      const { source } = await store()
      const { batches } = await poll(source)
      for (const absurd of [null, ...absurdNumbers]) {
        const { catalog, database, again, close } = realCatalogue([source.spec])
        const told = absurd === null ? batches : batches.map((batch) => withNumbers(batch, absurd))
        for (const batch of told) catalog.apply(source.spec.id, 1, batch)
        catalog.sweep(source.spec.id, 1)
        expect(storedIds(database)).toEqual(entityIds(batches).sort())
        const match = createContentMatch(database)
        for (const batch of told)
          expect(match(source.spec.id, batch).matched).toBe(match(source.spec.id, batch).of)
        // Before and after a restart the same is shown.
        expect({ ...again().load().summary, revision: 0 }).toEqual({ ...catalog.load().summary, revision: 0 })
        for (const sort of ['startTime', 'endTime', 'duration']) {
          const query = v.parse(RunQuerySchema, { sort, lifecycle: 'all' })
          expect(again().listRuns(query).rows).toEqual(catalog.listRuns(query).rows)
        }
        close()
      }
    })

    it('reads nothing when it was told to stop before, and everything the next time', async () => {
      const { source } = await store()
      const stop = new AbortController()
      stop.abort()
      const refused = await poll(source, { signal: stop.signal })
      expectFailure(refused.outcome, 'cancelled')
      expect(refused.batches).toEqual([])
      expect((await poll(source)).outcome).toMatchObject({ ok: true, value: { full: true } })
    })

    it('fails in one sentence when the store is missing, also when it goes away later', async () => {
      const missing = await store()
      await missing.remove()
      expectFailure((await poll(missing.source)).outcome, ['not-found', 'unavailable'])
      const later = await store()
      await poll(later.source)
      await later.remove()
      const gone = await poll(later.source)
      expectFailure(gone.outcome, ['not-found', 'unavailable'])
      // What was known stays known: nothing is reported as removed.
      expect(gone.batches).toEqual([])
    })

    it('answers for a run it does not know with empty series and no path', async () => {
      const { source } = await store()
      await poll(source)
      const series = await source.series('no such run', ['loss'], never)
      if (series.ok) expect(series.value).toMatchObject([{ key: 'loss' }])
      else expectFailure(series, 'not-found')
      expect(await source.pathOf('no such run')).toBeNull()
    })

    it('leaves the store as it was, to the last byte', async () => {
      const { source, root } = await store()
      const before = wholeTree(root)
      const { runs, experiments } = await poll(source)
      for (const { experimentId } of experiments)
        await source.listTraces?.({ sourceId: 's', experimentId, after: null, limit: 200 }, never)
      for (const { runId, metrics } of [...runs].reverse().slice(0, 3)) {
        await poll(source, { onlyRunIds: [runId] })
        await source.series(runId, [...Object.keys(metrics), 'no such key'], never)
        await source.newestPoints?.(runId, Object.keys(metrics), 0, 10, never)
        await source.pathOf(runId)
      }
      await poll(source)
      expect(wholeTree(root)).toEqual(before)
      await source.dispose()
      expect(wholeTree(root)).toEqual(before)
    })
  })
}
