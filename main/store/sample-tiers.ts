/** A rolled-up tier: one slot every `slotMs`, `slots` of them in a chunk. */
export interface Tier {
  /** Kept in the database; never renumber. */
  readonly id: 1 | 2
  readonly slotMs: number
  readonly slots: number
}

export const minuteTier: Tier = { id: 1, slotMs: 60_000, slots: 60 }
export const quarterTier: Tier = { id: 2, slotMs: 900_000, slots: 96 }

/** Per slot: min, mean, max. */
export const fieldsPerSlot = 3

export function chunkMs(tier: Tier): number {
  return tier.slotMs * tier.slots
}

export function chunkStart(tier: Tier, takenAt: number): number {
  return takenAt - (takenAt % chunkMs(tier))
}

export function slotStart(tier: Tier, takenAt: number): number {
  return takenAt - (takenAt % tier.slotMs)
}

export function emptyChunk(tier: Tier): Float32Array {
  return new Float32Array(tier.slots * fieldsPerSlot).fill(NaN)
}

/** Min, mean and max of the values seen in one slot, for every metric id. */
export interface SlotSums {
  readonly startsAt: number
  readonly byMetric: Map<number, { min: number; max: number; sum: number; count: number }>
}

export function addToSlot(slot: SlotSums, metricId: number, min: number, mean: number, max: number): void {
  if (Number.isNaN(mean)) return
  const known = slot.byMetric.get(metricId)
  if (known === undefined) {
    slot.byMetric.set(metricId, { min, max, sum: mean, count: 1 })
    return
  }
  known.min = Math.min(known.min, min)
  known.max = Math.max(known.max, max)
  known.sum += mean
  known.count++
}

export function toFloats(data: Uint8Array): Float32Array {
  // A BLOB's memory need not start on a multiple of four.
  return new Float32Array(data.slice().buffer)
}

export function toBytes(data: Float32Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}
