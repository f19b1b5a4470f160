import { afterEach, describe, expect, it } from 'vitest'
import { createArtifactDesk } from '../../main/sources/artifacts/artifact-desk'
import type { Model } from '../../shared/model/registered-model'
import type { Experiment, MetricValue, Run } from '../../shared/model/run'
import type { TraceRow } from '../../shared/model/trace'
import { goldenIds, goldenStore, goldenStoreOfRuns } from './golden-store'
import type { GoldenPoint, GoldenRun, GoldenStore } from './golden-store'
import { everySourceSuite, expectFailure, never, poll, type AnyStoreUnderTest } from './every-source.suite'

/** A golden store written down in an adapter's own format, with a source on it, and a hand to change it. */
export interface StoreUnderTest extends AnyStoreUnderTest {
  /** What a training process does: adds points, after those already there. */
  append(runId: string, points: readonly GoldenPoint[]): Promise<void>
  /** What `mlflow.end_run` does. */
  finish(runId: string, status: 'FINISHED' | 'FAILED', endTime: number): Promise<void>
  /** What `mlflow gc` does: the run is gone for good. */
  purge(runId: string): Promise<void>
}

/** How far a format can hold the golden store; what is not said is held in full. */
export interface Fit {
  /** The golden store as the format holds it. */
  readonly reduce?: (golden: GoldenStore) => GoldenStore
  /** Fields of a run that the adapter takes from the disk: not compared. */
  readonly looseRunFields?: readonly (keyof Run)[]
  readonly looseExperimentFields?: readonly (keyof Experiment)[]
  /** The log says when a run is over. */
  readonly hasEndMark?: boolean
  /** …and when. */
  readonly hasEndTime?: boolean
  /** Each point has its time. */
  readonly hasTimes?: boolean
  /** A metric that the golden store does not have; for a format whose names are given. */
  readonly newKey?: string
}

/** As entries, since `__proto__` is a key like any other here. */
function entries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

function latestOf(points: readonly GoldenPoint[]): [string, MetricValue][] {
  const latest = new Map<string, GoldenPoint>()
  for (const point of points) {
    const best = latest.get(point.key)
    const later =
      best === undefined ||
      point.step > best.step ||
      (point.step === best.step && point.timestamp > best.timestamp) ||
      (point.step === best.step && point.timestamp === best.timestamp && point.value > best.value)
    if (later) latest.set(point.key, point)
  }
  return entries(
    Object.fromEntries(
      [...latest].map(([key, { value, step, timestamp }]) => [key, { value, step, timestamp }]),
    ),
  )
}

function comparableRun(run: Run) {
  return {
    ...run,
    params: entries(run.params),
    tags: entries(run.tags),
    metrics: entries(run.metrics),
    datasets: [...run.datasets].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/** `entity` without the fields that are not compared. */
function without<T extends object>(entity: T, fields: readonly string[]): Partial<T> {
  return Object.fromEntries(Object.entries(entity).filter(([field]) => !fields.includes(field))) as Partial<T>
}

interface Comparable {
  readonly metrics: readonly [string, MetricValue][]
}

/** The values and steps only, for a format that keeps no times. */
function withoutTimes<T extends Comparable>(run: T): T {
  return { ...run, metrics: run.metrics.map(([key, value]) => [key, { ...value, timestamp: NaN }]) }
}

function expectedRun(run: GoldenRun, sourceId: string) {
  const { points, ...rest } = run
  return {
    ...rest,
    sourceId,
    parentRunId: run.tags['mlflow.parentRunId'] ?? null,
    params: entries(run.params),
    tags: entries(run.tags),
    metrics: latestOf(points),
    datasets: [...run.datasets].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

function expectedModels(golden: GoldenStore, sourceId: string): Model[] {
  const versions = golden.registeredModels
    .filter((model) => model.tags['mlflow.prompt.is_prompt'] !== 'true')
    .flatMap((model) =>
      model.versions.map(({ source, tags, description, ...version }): Model => ({
        sourceId,
        kind: 'registered-version',
        modelId: `${model.name}/${version.version}`,
        name: model.name,
        description: description ?? model.description,
        lifecycleStage: 'active',
        path: source,
        bytes: null,
        experimentId: null,
        project: null,
        tags: { ...model.tags, ...tags },
        ...version,
      })),
    )
  const logged = golden.loggedModels.map(({ artifactLocation, ...model }): Model => ({
    sourceId,
    kind: 'logged-model',
    version: null,
    description: null,
    path: artifactLocation,
    bytes: null,
    project: null,
    aliases: [],
    ...model,
  }))
  return byId([...versions, ...logged], (model) => model.modelId)
}

function byId<T>(list: readonly T[], id: (item: T) => string): T[] {
  return [...list].sort((a, b) => (id(a) < id(b) ? -1 : 1))
}

/** What every adapter to a tracking store must do, whatever its format. */
export function sourceSuite(
  name: string,
  make: (golden: GoldenStore) => Promise<StoreUnderTest>,
  fit: Fit = {},
): void {
  const {
    reduce = (golden: GoldenStore) => golden,
    hasEndMark = true,
    hasEndTime = true,
    hasTimes = true,
  } = fit
  const { looseRunFields = [], looseExperimentFields = [], newKey = 'new/metric' } = fit
  const held = reduce(goldenStore)
  const timed = <T extends Comparable>(run: T): T => (hasTimes ? run : withoutTimes(run))
  /** Of a format that keeps no times it is said of each run with values. */
  const untimed = <T extends Comparable>(run: T) =>
    hasTimes || run.metrics.length === 0 ? run : { ...withoutTimes(run), hasNoTimes: true }

  everySourceSuite(name, () => make(held))

  describe(`${name}: contract of a tracking store`, () => {
    const open: StoreUnderTest[] = []
    const store = async (golden: GoldenStore = goldenStore): Promise<StoreUnderTest> => {
      const made = await make(reduce(golden))
      open.push(made)
      return made
    }
    afterEach(async () => {
      for (const made of open.splice(0)) await made.dispose()
    })

    it('delivers every entity of the store, once, on the first poll', async () => {
      const { source } = await store()
      const sourceId = source.spec.id
      const { outcome, runs, experiments, models } = await poll(source)
      expect(outcome).toMatchObject({ ok: true, value: { full: true, problems: [] } })
      expect(
        byId(runs, (run) => run.runId).map((run) => without(timed(comparableRun(run)), looseRunFields)),
      ).toEqual(
        byId(held.runs, (run) => run.runId).map((run) =>
          without(untimed(expectedRun(run, sourceId)), looseRunFields),
        ),
      )
      expect(
        byId(experiments, (each) => each.experimentId).map((each) => without(each, looseExperimentFields)),
      ).toEqual(
        byId(held.experiments, (each) => each.experimentId).map((each) =>
          without({ ...each, sourceId }, looseExperimentFields),
        ),
      )
      const sortedAliases = models.map((model) => ({ ...model, aliases: [...model.aliases].sort() }))
      expect(byId(sortedAliases, (model) => model.modelId)).toEqual(expectedModels(held, sourceId))
    })

    it('gives the series of a run in the order they were logged, with every point', async () => {
      const { source } = await store()
      await poll(source)
      const run = held.runs.find((each) => each.runId === goldenIds.finished)!
      const keys = [...new Set(run.points.map((point) => point.key)), 'no such key']
      const series = await source.series(run.runId, keys, never)
      expect(series.ok).toBe(true)
      if (!series.ok) return
      expect(series.value.map((each) => each.key)).toEqual(keys)
      for (const { key, step, timestamp, value } of series.value) {
        const expected = run.points.filter((point) => point.key === key)
        expect([...step]).toEqual(expected.map((point) => point.step))
        expect([...timestamp]).toEqual(expected.map((point) => (hasTimes ? point.timestamp : NaN)))
        expect([...value]).toEqual(expected.map((point) => point.value))
      }
    })

    it('gives the newest points from a time on, where it can', async () => {
      const { source } = await store()
      await poll(source)
      const run = held.runs.find((each) => each.runId === goldenIds.finished)!
      const keys = [...new Set(run.points.map((point) => point.key)), 'no such key']
      const times = run.points.map(({ timestamp }) => timestamp).sort((a, b) => a - b)
      const since = times[Math.floor(times.length / 2)]!
      const newest = await source.newestPoints?.(run.runId, keys, since, 100, never)
      if (newest === undefined || !hasTimes) return
      expect(newest.ok && newest.value.map((each) => each.key)).toEqual(keys)
      for (const { key, step, timestamp, value } of newest.ok ? newest.value : []) {
        const expected = run.points.filter((point) => point.key === key && point.timestamp >= since)
        const found = [...step].map((each, index) => [timestamp[index], each, value[index]].join(' '))
        const wanted = expected.map((point) => [point.timestamp, point.step, point.value].join(' '))
        expect(found.sort()).toEqual(wanted.sort())
      }
      const last = await source.newestPoints?.(run.runId, keys, 0, 1, never)
      for (const { step } of last?.ok === true ? last.value : []) expect(step.length).toBeLessThanOrEqual(1)
    })

    it('emits nothing when nothing changed, and only the run that did', async () => {
      const { source, append, finish } = await store()
      await poll(source)
      const idle = await poll(source)
      expect(idle.batches).toEqual([])
      expect(idle.outcome).toMatchObject({ ok: true, value: { full: false, problems: [] } })

      const point = { key: 'train_loss', value: 3.5, timestamp: 1_795_425_500_000, step: 1 }
      const second = { key: newKey, value: -0.5, timestamp: 1_795_425_500_000, step: 0 }
      await append(goldenIds.running, [point, second])
      const appended = await poll(source)
      expect(appended.runs.map((run) => run.runId)).toEqual([goldenIds.running])
      const time = (timestamp: number) => (hasTimes ? timestamp : (expect.any(Number) as number))
      expect(appended.runs[0]?.metrics).toEqual({
        train_loss: { value: 3.5, timestamp: time(point.timestamp), step: 1 },
        [newKey]: { value: -0.5, timestamp: time(point.timestamp), step: 0 },
      })
      const series = await source.series(goldenIds.running, ['train_loss'], never)
      expect(series.ok && [...(series.value[0]?.value ?? [])]).toEqual([4, 3.5])

      if (!hasEndMark) return
      await finish(goldenIds.running, 'FAILED', 1_795_425_600_000)
      const finished = await poll(source)
      expect(finished.runs.map(({ runId, status, endTime }) => ({ runId, status, endTime }))).toEqual([
        {
          runId: goldenIds.running,
          status: 'FAILED',
          endTime: hasEndTime ? 1_795_425_600_000 : (expect.any(Number) as number),
        },
      ])
      expect((await poll(source)).batches).toEqual([])
    })

    it('reads only the runs asked for, and keeps what it passed over for the next whole poll', async () => {
      const { source, append } = await store()
      await poll(source)
      const point = { key: 'train_loss', value: 0.25, timestamp: 1_795_425_500_000, step: 9 }
      await append(goldenIds.running, [point])
      await append(goldenIds.child, [point])
      const only = await poll(source, { onlyRunIds: [goldenIds.child, 'no such run'] })
      expect(only.outcome).toMatchObject({ ok: true, value: { full: false } })
      expect(only.runs.map((run) => run.runId)).toEqual([goldenIds.child])
      expect(only.runs[0]?.metrics['train_loss']?.value).toBe(0.25)
      expect(only.experiments).toEqual([])
      const rest = await poll(source)
      expect(rest.runs.map((run) => run.runId)).toContain(goldenIds.running)
    })

    it('lists the traces of each experiment by page, newest first, where it can have any', async () => {
      const { source } = await store()
      const { experiments } = await poll(source)
      if (source.listTraces === undefined) {
        expect(experiments.map((each) => each.traceCount)).toEqual(experiments.map(() => null))
        return
      }
      for (const { experimentId, traceCount } of experiments) {
        const rows: TraceRow[] = []
        for (let after: string | null = null, pages = 0; pages < 9; pages++) {
          const page = await source.listTraces({ sourceId: 's', experimentId, after, limit: 3 }, never)
          if (!page.ok) throw new Error(page.error.message)
          expect(page.value.rows.length).toBeLessThanOrEqual(3)
          rows.push(...page.value.rows)
          after = page.value.next
          if (after === null) break
        }
        const expected = held.traces
          .filter((trace) => trace.experimentId === experimentId)
          .map(({ experimentId: _, ...row }) => row)
        expect(rows).toEqual(expected.toReversed())
        expect(rows.length).toBe(traceCount)
      }
      const nowhere = { sourceId: 's', experimentId: '99', after: null, limit: 3 }
      const unknown = await source.listTraces(nowhere, never)
      if (unknown.ok) expect(unknown.value).toEqual({ rows: [], next: null })
      else expectFailure(unknown, 'not-found')
      const stopped = AbortSignal.abort()
      expectFailure(await source.listTraces({ ...nowhere, experimentId: '0' }, stopped), 'cancelled')
    })

    it('says which run is gone for good', async () => {
      const { source, purge } = await store()
      await poll(source)
      await purge(goldenIds.child)
      const { removedRunIds, runs, outcome } = await poll(source)
      expect(outcome.ok).toBe(true)
      expect(removedRunIds).toEqual([goldenIds.child])
      expect(runs).toEqual([])
      expect((await poll(source)).batches).toEqual([])
    })

    it('hands a big store over in batches of at most 300 entities', async () => {
      const { source } = await store(goldenStoreOfRuns(650))
      const { batches, runs } = await poll(source)
      expect(new Set(runs.map((run) => run.runId)).size).toBe(650)
      expect(runs.length).toBe(650)
      expect(Math.max(...batches.map((batch) => batch.runs?.length ?? 0))).toBeLessThanOrEqual(300)
    })

    it('stops when told to, and delivers everything the next time', async () => {
      const { source } = await store(goldenStoreOfRuns(650))
      const stop = new AbortController()
      stop.abort()
      const refused = await poll(source, { signal: stop.signal })
      expectFailure(refused.outcome, 'cancelled')
      expect(refused.batches).toEqual([])

      const midway = new AbortController()
      let emitted = 0
      const half = await source.poll({
        signal: midway.signal,
        emit: (batch) => {
          emitted += batch.runs?.length ?? 0
          if (emitted > 0) midway.abort()
        },
      })
      expectFailure(half, 'cancelled')
      expect(emitted).toBeLessThan(650)

      const whole = await poll(source)
      expect(whole.outcome).toMatchObject({ ok: true, value: { full: true } })
      expect(whole.runs.length).toBe(650)
      expectFailure(await source.series(whole.runs[0]!.runId, ['loss'], stop.signal), 'cancelled')
    })

    it('lists the artifacts of a run, or says in one sentence where they are, and never leaves their root', async () => {
      const { source } = await store()
      const { runs } = await poll(source)
      const desk = createArtifactDesk(() => source)
      expect(runs.length).toBeGreaterThan(0)
      for (const { sourceId, runId, artifactUri } of runs) {
        const asked = { sourceId, owner: { kind: 'run', runId }, place: artifactUri } as const
        const listed = await desk.list({ ...asked, path: '' })
        if (!listed.ok) expectFailure(listed, ['not-found', 'unsupported', 'unavailable'])
        else for (const { path } of listed.value.entries) expect(path).toMatch(/^[^/]/)
        for (const path of ['../meta.yaml', '/etc/passwd', 'a/../../b']) {
          expectFailure(await desk.list({ ...asked, path }), 'invalid-input')
          expectFailure(await desk.read({ ...asked, path, range: { from: 0, length: 9 } }), 'invalid-input')
        }
      }
    })
  })
}
