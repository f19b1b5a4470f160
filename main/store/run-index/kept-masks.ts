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
const kept = new WeakMap<RunIndex, { readonly epoch: number; readonly masks: Map<string, KeptMask> }>()

/**
 * The mask of a word or comparison. Who types on, sorts anew or scrolls asks for the same again; and when runs were
 * logged meanwhile, only those are looked at. Nobody else may write into it.
 */
export function keptMask(index: RunIndex, key: string, fill: FillMask): Mask {
  let of = kept.get(index)
  if (of?.epoch !== index.epoch) {
    of = { epoch: index.epoch, masks: new Map() }
    kept.set(index, of)
  }
  const { masks } = of
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

function widened(mask: Mask, least: number): Mask {
  const wider = new Uint8Array(Math.ceil(least * 1.2))
  wider.set(mask)
  return wider
}
