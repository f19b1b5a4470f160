import {
  chunkMs,
  chunkStart,
  emptyChunk,
  fieldsPerSlot,
  slotStart,
  toBytes,
  toFloats,
  type SlotSums,
  type Tier,
} from './sample-tiers'
import type { SqliteDatabase } from './sqlite-binding'

/** The slots of minutes and quarters of an hour, as they are stored: many of one metric in a chunk. */
export interface SampleChunks {
  /** Writes the finished slot of every metric into its chunk. */
  settle(tier: Tier, slot: SlotSums): void
  /** The slots of a metric from `from` on, to before `to`; NaN where nothing is known. */
  eachSlot(tier: Tier, metricId: number, from: number, to: number, visit: VisitSlot): void
  /** Where the first chunk of a tier begins, epoch ms; null when there is none. */
  oldest(tier: Tier): number | null
  /** Drops chunks that end before. */
  prune(tier: Tier, before: number): void
  /** A transaction was taken back: what is being filled is read again. */
  forget(): void
}

export type VisitSlot = (takenAt: number, min: number, mean: number, max: number) => void

export function createSampleChunks(database: SqliteDatabase): SampleChunks {
  const statements = {
    chunk: database
      .prepare('SELECT data FROM sample_chunk WHERE tier = ? AND starts_at = ? AND metric_id = ?')
      .pluck(),
    putChunk: database.prepare(
      'INSERT OR REPLACE INTO sample_chunk (tier, starts_at, metric_id, data) VALUES (?, ?, ?, ?)',
    ),
    chunkEdges: database
      .prepare(
        `SELECT (SELECT min(starts_at) FROM sample_chunk WHERE tier = @tier),
                (SELECT max(starts_at) FROM sample_chunk WHERE tier = @tier)`,
      )
      .raw(),
    prune: database.prepare('DELETE FROM sample_chunk WHERE tier = ? AND starts_at < ?'),
  }
  const edgesOf = (tier: Tier) =>
    statements.chunkEdges.get({ tier: tier.id }) as [number | null, number | null]

  /** Of each tier the chunks being filled: reading each again for every minute would double a roll-up's cost. */
  const filling = new Map<Tier, { readonly startsAt: number; readonly byMetric: Map<number, Float32Array> }>()

  function fillingOf(tier: Tier, startsAt: number): Map<number, Float32Array> {
    const known = filling.get(tier)
    if (known?.startsAt === startsAt) return known.byMetric
    const byMetric = new Map<number, Float32Array>()
    filling.set(tier, { startsAt, byMetric })
    return byMetric
  }

  function settle(tier: Tier, slot: SlotSums): void {
    const startsAt = chunkStart(tier, slot.startsAt)
    const chunks = fillingOf(tier, startsAt)
    const index = ((slot.startsAt - startsAt) / tier.slotMs) * fieldsPerSlot
    for (const [metricId, { min, max, sum, count }] of slot.byMetric) {
      const data = chunks.get(metricId) ?? storedChunk(tier, metricId, startsAt)
      chunks.set(metricId, data)
      data[index] = min
      data[index + 1] = sum / count
      data[index + 2] = max
      statements.putChunk.run(tier.id, startsAt, metricId, toBytes(data))
    }
  }

  function storedChunk(tier: Tier, metricId: number, startsAt: number): Float32Array {
    const stored = statements.chunk.get(tier.id, startsAt, metricId) as Uint8Array | undefined
    return stored === undefined ? emptyChunk(tier) : toFloats(stored)
  }

  function eachSlot(tier: Tier, metricId: number, from: number, to: number, visit: VisitSlot): void {
    const [oldest, newest] = edgesOf(tier)
    if (oldest === null || newest === null) return
    // One look-up a chunk, since chunks lie in order of time: a month of minutes is 720 of them, about 5 ms.
    const first = Math.max(oldest, chunkStart(tier, from))
    for (let startsAt = first; startsAt < to && startsAt <= newest; startsAt += chunkMs(tier)) {
      const bytes = statements.chunk.get(tier.id, startsAt, metricId) as Uint8Array | undefined
      if (bytes === undefined) continue
      const data = toFloats(bytes)
      for (let slot = 0; slot < tier.slots; slot++) {
        const at = startsAt + slot * tier.slotMs
        if (at < slotStart(tier, from) || at >= to) continue
        const index = slot * fieldsPerSlot
        visit(at, data[index] ?? NaN, data[index + 1] ?? NaN, data[index + 2] ?? NaN)
      }
    }
  }

  return {
    settle,
    eachSlot,
    oldest: (tier) => edgesOf(tier)[0],
    prune: (tier, before) => void statements.prune.run(tier.id, before - chunkMs(tier)),
    forget: () => {
      filling.clear()
    },
  }
}
