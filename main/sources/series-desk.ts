import { setImmediate } from 'node:timers/promises'
import type { MetricSeries } from '../../shared/model/run'
import { describeThrown, fail, ok, type Result } from '../../shared/result'
import { HeldSeries, PointsLost } from './held-series'
import { SeriesChart, type KeptChart } from './series-chart'
import type { Source } from './source'

/** Where histories are kept between sessions; main/store/series-cache.ts is one. */
export interface SeriesStore {
  /** Adds what is kept to the series and gives its mark and count; false when nothing is. */
  load(name: string, into: HeldSeries): boolean
  /** Keeps the points of the series from `from` on, behind those kept before; `from` 0 starts anew. */
  save(name: string, series: HeldSeries, from: number): void
  /** The chart of what is kept, and the mark of its end: enough to show it. Null when there is none. */
  loadChart(name: string, key: string): SavedChart | null
  saveChart(name: string, saved: SavedChart): void
}

export interface SavedChart {
  readonly mark: string
  readonly chart: KeptChart
}

export interface SeriesAnswer {
  /** As a chart shows them; not to be changed. */
  readonly series: readonly MetricSeries[]
  /** Before thinning. */
  readonly pointCounts: readonly number[]
  /** False while the rest is still being read: ask again. */
  readonly isComplete: boolean
}

/** How long an answer waits for everything, in ms, before it is given with what there is. */
export interface SeriesPatience {
  readonly first: number
  /** When asked again while it is still being read: each answer costs a drawing. */
  readonly next: number
}

export interface SeriesDesk {
  history(
    source: Source,
    runId: string,
    keys: readonly string[],
    maxPoints: number,
    patience: SeriesPatience,
  ): Promise<Result<SeriesAnswer>>
  /** Resolves when what has been read is kept for the next session. */
  settled(): Promise<void>
}

interface Kept {
  readonly held: HeldSeries
  readonly chart: SeriesChart
  readonly name: string
  savedCount: number
  isChartSaved: boolean
}

/** Short ones are read from their store as fast as from a copy. */
const fewestSavedPoints = 5_000
/** Of shorter ones the chart is made as fast as it is read. */
const fewestChartedPoints = 50_000
const mostHeldBytes = 64 * 2 ** 20
const longestReadMs = 120_000

/**
 * Metric histories as they are asked for: from memory, from the column cache, from the store; each only for what the
 * one before lacks. A long one is answered in parts while it is read.
 */
export function createSeriesDesk({
  store,
  delay,
}: {
  readonly store: SeriesStore
  readonly delay: (ms: number) => Promise<void>
}): SeriesDesk {
  /** By name, the one used last at the end. */
  const kept = new Map<string, Kept>()
  const jobs = new Map<string, { readonly keys: ReadonlySet<string>; readonly done: Promise<Result<null>> }>()
  let saving: Promise<void> = Promise.resolve()

  function keep(sourceId: string, runId: string, key: string): Kept {
    const name = `${sourceId}\n${runId}\n${key}`
    let entry = kept.get(name)
    if (entry === undefined) {
      const held = new HeldSeries(key)
      const chart = new SeriesChart(held)
      const saved = store.loadChart(name, key)
      if (saved !== null) {
        held.defer({ count: saved.chart.count, read: (into) => store.load(name, into) }, saved.mark)
        chart.adopt(saved.chart)
      }
      const isKept = saved !== null || store.load(name, held)
      entry = { held, chart, name, savedCount: isKept ? held.count : 0, isChartSaved: saved !== null }
    }
    kept.delete(name)
    kept.set(name, entry)
    return entry
  }

  function evict(): void {
    let bytes = 0
    for (const { held, chart } of kept.values()) bytes += held.bytes + chart.bytes
    for (const [name, { held, chart }] of kept) {
      if (bytes <= mostHeldBytes || kept.size === 1) return
      bytes -= held.bytes + chart.bytes
      kept.delete(name)
    }
  }

  async function read(source: Source, runId: string, entries: readonly Kept[]): Promise<Result<null>> {
    const signal = AbortSignal.timeout(longestReadMs)
    if (source.follow === undefined) {
      const answer = await source.series(
        runId,
        entries.map(({ held }) => held.key),
        signal,
      )
      if (!answer.ok) return answer
      for (const [at, { step, timestamp, value }] of answer.value.entries()) {
        entries[at]?.held.restart()
        entries[at]?.held.addAll([step, timestamp, value])
      }
      return ok(null)
    }
    const wants = entries.map((entry) => ({
      key: entry.held.key,
      mark: entry.held.mark,
      expect: entry.held.expect,
      addAll: entry.held.addAll,
      restart() {
        entry.held.restart()
        entry.savedCount = 0
      },
    }))
    // Points without a mark are of a reading that broke off: there is no telling what follows them.
    for (const { held } of entries) if (held.mark === null) held.restart()
    const ends = await source.follow(runId, wants, signal)
    if (!ends.ok) {
      for (const { held } of entries) held.mark = null
      return ends
    }
    for (const [at, { mark }] of ends.value.entries()) {
      const held = entries[at]?.held
      if (held !== undefined) held.mark = mark
    }
    // The answer goes first: a million points take longer to write than to draw.
    saving = setImmediate().then(() => entries.forEach(save))
    return ok(null)
  }

  function save(entry: Kept): void {
    const { held, name, savedCount } = entry
    if (held.mark === null) return
    const fresh = held.count - savedCount
    if (fresh >= Math.max(fewestSavedPoints, savedCount >> 5)) {
      store.save(name, held, savedCount)
      entry.savedCount = held.count
      entry.isChartSaved = false
    }
    if (entry.isChartSaved || held.count !== entry.savedCount || held.count < fewestChartedPoints) return
    const chart = entry.chart.kept()
    if (chart !== null) store.saveChart(name, { mark: held.mark, chart })
    entry.isChartSaved = chart !== null
  }

  /** Null when points that were only known of are gone: they are forgotten, and have to be read again. */
  function chartsOf(entries: readonly Kept[], maxPoints: number, isComplete: boolean): SeriesAnswer | null {
    try {
      const charts = entries.map(({ chart }) => chart.of(maxPoints))
      return {
        series: charts.map(({ series }) => series),
        pointCounts: charts.map(({ pointCount }) => pointCount),
        isComplete,
      }
    } catch (thrown) {
      if (!(thrown instanceof PointsLost)) throw thrown
      for (const entry of entries) {
        entry.held.restart()
        entry.savedCount = 0
      }
      return null
    }
  }

  function start(source: Source, runId: string, entries: readonly Kept[]): Promise<Result<null>> {
    const id = jobId(source, runId)
    const under = jobs.get(id)
    const keys = new Set(entries.map(({ held }) => held.key))
    if (under !== undefined && [...keys].every((key) => under.keys.has(key))) return under.done
    const done = (under?.done ?? Promise.resolve(ok(null)))
      // Points and their mark are kept together: nothing may be added in between.
      .then(() => saving)
      .then(() => read(source, runId, entries))
      .catch((thrown: unknown) => {
        for (const { held } of entries) held.mark = null
        return fail('internal', 'The points of this metric could not be read.', describeThrown(thrown))
      })
      .finally(() => {
        if (jobs.get(id)?.done === done) jobs.delete(id)
        evict()
      })
    jobs.set(id, { keys, done })
    return done
  }

  const desk: SeriesDesk = {
    async history(source, runId, keys, maxPoints, patience) {
      const waitMs = jobs.has(jobId(source, runId)) ? patience.next : patience.first
      const entries = keys.map((key) => keep(source.spec.id, runId, key))
      const done = start(source, runId, entries)
      for (;;) {
        const result = await Promise.race([done, delay(waitMs).then(() => null)])
        if (result?.ok === false) return result
        const isComplete = result !== null
        if (!isComplete && entries.every(({ held }) => held.count === 0)) continue
        const answer = chartsOf(entries, maxPoints, isComplete)
        return answer === null ? desk.history(source, runId, keys, maxPoints, patience) : ok(answer)
      }
    },
    settled: () => saving,
  }
  return desk
}

function jobId(source: Source, runId: string): string {
  return `${source.spec.id}\n${runId}`
}
