import { noSlot } from './packing'
import type { RunIndex } from './run-index'

/** Runs by slot: 1 for those that match, up to `slotCount`; what is behind it means nothing. */
export type Mask = Uint8Array

/** Marks those that match among the slots from `from` on. */
export type FillMask = (mask: Mask, from: number) => void

interface KeptMask {
  mask: Mask
  /** Slots it was made for. */
  count: number
}

/** 100 kB each for 100 000 runs. */
const mostKept = 64
interface KeptMasks {
  /** Of the packing that their slots are numbered by. */
  readonly epoch: number
  /** Names of experiments are searched, too. */
  readonly experimentEpoch: number
  readonly masks: Map<string, KeptMask>
}

const kept = new WeakMap<RunIndex, KeptMasks>()

/**
 * The mask of a word or comparison. Who types on, sorts anew or scrolls asks for the same again; and when runs were
 * logged meanwhile, only those are looked at. Nobody else may write into it.
 */
export function keptMask(index: RunIndex, key: string, fill: FillMask): Mask {
  const { masks } = keptMasks(index)
  const known = masks.get(key) ?? { mask: new Uint8Array(index.slotCount), count: 0 }
  masks.delete(key)
  if (known.count < index.slotCount) {
    if (known.mask.length < index.slotCount) known.mask = widened(known.mask, index.slotCount)
    fill(known.mask, known.count)
    known.count = index.slotCount
  }
  masks.set(key, known)
  const [oldest] = masks.keys()
  if (masks.size > mostKept && oldest !== undefined) masks.delete(oldest)
  return known.mask
}

function keptMasks(index: RunIndex): KeptMasks {
  const known = kept.get(index)
  const { packing, experimentEpoch } = index
  const { epoch, newSlots } = packing
  const isOfToday = known?.experimentEpoch === experimentEpoch
  if (isOfToday && known.epoch === epoch) return known
  const now: KeptMasks = { epoch, experimentEpoch, masks: new Map() }
  if (isOfToday && known.epoch === epoch - 1)
    for (const [key, mask] of known.masks) now.masks.set(key, packed(mask, newSlots))
  kept.set(index, now)
  return now
}

function packed({ mask, count }: KeptMask, newSlots: Uint32Array): KeptMask {
  const left = new Uint8Array(mask.length)
  let next = 0
  for (let slot = 0; slot < count; slot++) if (newSlots[slot] !== noSlot) left[next++] = mask[slot] ?? 0
  return { mask: left, count: next }
}

function widened(mask: Mask, least: number): Mask {
  const wider = new Uint8Array(Math.ceil(least * 1.2))
  wider.set(mask)
  return wider
}
