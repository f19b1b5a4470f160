import type { Growing } from './growing'

/** No slot at all. */
export const noSlot = 0xffff_ffff

/** `epoch` rises with each. Slots keep their order; those that were dead are `noSlot`. */
export interface Packing {
  readonly epoch: number
  /** By the slots of the epoch before. */
  readonly newSlots: Uint32Array
}

export const noPacking: Packing = { epoch: 0, newSlots: new Uint32Array(0) }

/** Of a column that only some slots have an entry in. */
export function packEntries(
  newSlots: Uint32Array,
  slots: Growing<Uint32Array>,
  values: Growing<Uint32Array | Float64Array>,
) {
  let count = 0
  for (let entry = 0; entry < slots.count; entry++) {
    const slot = newSlots[slots.at(entry)] ?? noSlot
    if (slot === noSlot) continue
    slots.data[count] = slot
    values.data[count] = values.at(entry)
    count++
  }
  slots.count = count
  values.count = count
  slots.trim()
  values.trim()
}

/** Of a column with a value for each slot. */
export function packSlots(
  newSlots: Uint32Array,
  column: Growing<Uint8Array | Uint32Array | Float64Array>,
): void {
  let count = 0
  for (let slot = 0; slot < newSlots.length; slot++) {
    if (newSlots[slot] !== noSlot) column.data[count++] = column.at(slot)
  }
  column.count = count
  column.trim()
}
