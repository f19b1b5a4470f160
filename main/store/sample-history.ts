import { createSampleChunks } from './sample-chunks'
import {
  addToSlot,
  minuteTier,
  quarterTier,
  slotStart,
  toBytes,
  toFloats,
  type SlotSums,
  type Tier,
} from './sample-tiers'
import type { SqliteDatabase } from './sqlite-binding'

export interface HistoryQuery {
  readonly metric: string
  /** Epoch ms; `from` included, `to` not. */
  readonly from: number
  readonly to: number
  /** How many points the asker can draw. */
  readonly points: number
}

/** Arrays of equal length, ascending; NaN where nothing is known. At full resolution min, mean and max are one. */
export interface SampleSeries {
  readonly takenAt: Float64Array
  readonly min: Float32Array
  readonly mean: Float32Array
  readonly max: Float32Array
  /** Distance between points, ms. */
  readonly slotMs: number
}

/** How long each tier is kept, ms. */
export interface Retention {
  readonly rawMs: number
  readonly minuteMs: number
  readonly quarterMs: number
}

export const usualRetention: Retention = { rawMs: 2 * 36e5, minuteMs: 30 * 864e5, quarterMs: 730 * 864e5 }

export interface SampleHistory {
  /** Values by metric name; null or absent is not known. Rolls up when a minute or a quarter of an hour has passed. */
  append(takenAt: number, values: ReadonlyMap<string, number | null>): void
  /** From the coarsest tier that still has as many points as asked for, or from a coarser one where it begins later. */
  query(query: HistoryQuery): SampleSeries
  /** The same for several metrics of one range, in their order: full resolution is read once for all of them. */
  queryAll(metrics: readonly string[], range: Omit<HistoryQuery, 'metric'>): readonly SampleSeries[]
  metrics(): readonly string[]
  prune(now: number, retention: Retention): void
}

const rawMs = 1_000

interface HistoryOptions {
  /** False for what is only to be rolled up. */
  readonly keepsRaw: boolean
}

export function createSampleHistory(
  database: SqliteDatabase,
  { keepsRaw }: HistoryOptions = { keepsRaw: true },
): SampleHistory {
  const statements = {
    metrics: database.prepare('SELECT id, name FROM sample_metric'),
    addMetric: database
      .prepare(
        // Another history of the same database may have named it meanwhile.
        'INSERT INTO sample_metric (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = name RETURNING id',
      )
      .pluck(),
    putRaw: database.prepare('INSERT OR REPLACE INTO sample_raw (taken_at, data) VALUES (?, ?)'),
    raw: database
      .prepare('SELECT taken_at, data FROM sample_raw WHERE taken_at >= ? AND taken_at < ? ORDER BY taken_at')
      .raw(),
    newestRaw: database.prepare('SELECT max(taken_at) FROM sample_raw WHERE taken_at < ?').pluck(),
    oldestRaw: database.prepare('SELECT min(taken_at) FROM sample_raw').pluck(),
    pruneRaw: database.prepare('DELETE FROM sample_raw WHERE taken_at < ?'),
  }
  const chunks = createSampleChunks(database)
  const storedIds = () =>
    (statements.metrics.all() as { id: number; name: string }[]).map(({ id, name }) => [name, id] as const)
  const ids = new Map(storedIds())
  let minute: SlotSums | null = null
  let quarter: SlotSums | null = null

  function idOf(name: string): number {
    const known = ids.get(name)
    if (known !== undefined) return known
    const id = statements.addMetric.get(name) as number
    ids.set(name, id)
    return id
  }

  /**
   * After a restart the minute and quarter of the last sample are put together again from the tier below: they were
   * not yet written when the app ended, however long ago that was.
   */
  function resume(takenAt: number): { minute: SlotSums; quarter: SlotSums } {
    const lastAt = (statements.newestRaw.get(takenAt) as number | null) ?? takenAt
    const minute: SlotSums = { startsAt: slotStart(minuteTier, lastAt), byMetric: new Map() }
    for (const [, data] of statements.raw.all(minute.startsAt, lastAt + 1) as [number, Uint8Array][]) {
      toFloats(data).forEach((value, id) => addToSlot(minute, id, value, value, value))
    }
    const quarter: SlotSums = { startsAt: slotStart(quarterTier, lastAt), byMetric: new Map() }
    for (const id of ids.values()) {
      chunks.eachSlot(minuteTier, id, quarter.startsAt, minute.startsAt, (_at, min, mean, max) => {
        addToSlot(quarter, id, min, mean, max)
      })
    }
    return { minute, quarter }
  }

  /** A transaction was taken back (a full disk): what was worked out within it is put together again from what is stored. */
  function forget(): void {
    minute = null
    quarter = null
    chunks.forget()
    ids.clear()
    for (const [name, id] of storedIds()) ids.set(name, id)
  }

  function rollUp(takenAt: number): void {
    if (minute === null || quarter === null) ({ minute, quarter } = resume(takenAt))
    if (slotStart(minuteTier, takenAt) === minute.startsAt) return
    chunks.settle(minuteTier, minute)
    for (const [id, { min, max, sum, count }] of minute.byMetric)
      addToSlot(quarter, id, min, sum / count, max)
    if (slotStart(quarterTier, takenAt) !== quarter.startsAt) {
      chunks.settle(quarterTier, quarter)
      quarter = { startsAt: slotStart(quarterTier, takenAt), byMetric: new Map() }
    }
    minute = { startsAt: slotStart(minuteTier, takenAt), byMetric: new Map() }
  }

  const append = database.transaction((takenAt: number, values: ReadonlyMap<string, number | null>) => {
    for (const name of values.keys()) idOf(name)
    rollUp(takenAt)
    const row = new Float32Array(Math.max(0, ...ids.values()) + 1).fill(NaN)
    for (const [name, value] of values) {
      if (value === null || !Number.isFinite(value)) continue
      const id = idOf(name)
      row[id] = value
      if (minute) addToSlot(minute, id, value, value, value)
    }
    if (keepsRaw) statements.putRaw.run(takenAt, toBytes(row))
  })

  /** A moment is one row of all metrics, so asking for thirty costs hardly more than asking for one. */
  function queryRaw(metricIds: readonly (number | undefined)[], from: number, to: number): SampleSeries[] {
    const rows = statements.raw.all(from, to) as [number, Uint8Array][]
    const takenAt = Float64Array.from(rows, ([at]) => at)
    const columns = metricIds.map(() => new Float32Array(rows.length).fill(NaN))
    for (const [row, [, bytes]] of rows.entries()) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (const [place, id] of metricIds.entries()) {
        const column = columns[place]
        if (column === undefined || id === undefined || id * 4 >= bytes.byteLength) continue
        column[row] = view.getFloat32(id * 4, true)
      }
    }
    // One array three times: a message between threads then carries it once.
    return columns.map((values) => ({ takenAt, min: values, mean: values, max: values, slotMs: rawMs }))
  }

  function queryTier(tier: Tier, metricId: number, from: number, to: number): SampleSeries {
    const points: [number, number, number, number][] = []
    chunks.eachSlot(tier, metricId, from, to, (...point) => points.push(point))
    const running = tier === minuteTier ? minute : quarter
    const sums = running?.byMetric.get(metricId)
    if (running && sums && running.startsAt >= slotStart(tier, from) && running.startsAt < to) {
      const unfinished = points.findIndex(([at]) => at === running.startsAt)
      const point: [number, number, number, number] = [
        running.startsAt,
        sums.min,
        sums.sum / sums.count,
        sums.max,
      ]
      if (unfinished >= 0) points[unfinished] = point
      else points.push(point)
    }
    return seriesOf(points, tier.slotMs)
  }

  function queryAll(
    metrics: readonly string[],
    { from, to, points }: Omit<HistoryQuery, 'metric'>,
  ): readonly SampleSeries[] {
    const metricIds = metrics.map((metric) => ids.get(metric))
    const ofTier = (tier: Tier) =>
      metricIds.map((id) => (id === undefined ? seriesOf([], rawMs) : queryTier(tier, id, from, to)))
    const isEnough = (tier: Tier) => (to - from) / tier.slotMs >= points
    if (isEnough(quarterTier)) return ofTier(quarterTier)
    if (isEnough(minuteTier)) return minutesOrQuarters()
    const oldestRaw = (statements.oldestRaw.get() as number | null) ?? Infinity
    if (from >= oldestRaw - minuteTier.slotMs) return queryRaw(metricIds, from, to)
    // Full resolution is kept for hours only: an older range is answered in minutes, unless recording began with it.
    const older = minutesOrQuarters()
    const hasOlder = isKnownBefore(older, oldestRaw - minuteTier.slotMs)
    return hasOlder || oldestRaw >= to ? older : queryRaw(metricIds, from, to)

    /** Minutes are kept for a month only: what is older is answered in quarters, unless recording began with it. */
    function minutesOrQuarters(): readonly SampleSeries[] {
      const oldest = chunks.oldest(minuteTier)
      const oldestMinute = Math.min(oldest ?? Infinity, minute?.startsAt ?? Infinity)
      if (from >= oldestMinute) return ofTier(minuteTier)
      const quarters = ofTier(quarterTier)
      const begun = oldestMinute === Infinity ? Infinity : slotStart(quarterTier, oldestMinute)
      return isKnownBefore(quarters, begun) ? quarters : ofTier(minuteTier)
    }
  }

  return {
    append: (takenAt, values) => {
      try {
        append(Math.round(takenAt), values)
      } catch (thrown) {
        forget()
        throw thrown
      }
    },
    metrics: () => [...ids.keys()],
    query: ({ metric, ...range }) => queryAll([metric], range)[0] ?? seriesOf([], rawMs),
    queryAll,
    prune(now, retention) {
      statements.pruneRaw.run(now - retention.rawMs)
      chunks.prune(minuteTier, now - retention.minuteMs)
      chunks.prune(quarterTier, now - retention.quarterMs)
    },
  }
}

function isKnownBefore(all: readonly SampleSeries[], time: number): boolean {
  return all.some(({ takenAt, mean }) =>
    mean.some((value, index) => !Number.isNaN(value) && (takenAt[index] ?? 0) < time),
  )
}

function seriesOf(
  points: readonly (readonly [number, number, number, number])[],
  slotMs: number,
): SampleSeries {
  return {
    takenAt: Float64Array.from(points, ([at]) => at),
    min: Float32Array.from(points, ([, min]) => min),
    mean: Float32Array.from(points, ([, , mean]) => mean),
    max: Float32Array.from(points, ([, , , max]) => max),
    slotMs,
  }
}
