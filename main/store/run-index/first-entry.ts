import type { Growing } from './growing'

/** The place of the first entry whose slot is `from` or later; entries are in the order of slots. */
export function firstEntryOf(slots: Growing<Uint32Array>, from: number): number {
  let [low, high] = [0, slots.count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (slots.at(middle) < from) low = middle + 1
    else high = middle
  }
  return low
}
