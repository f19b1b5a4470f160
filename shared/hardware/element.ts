/**
 * Raw IOReport elements: 64 bytes, little-endian, one per simple channel and one per state of a state channel
 * (IOReportTypes.h). 64-bit counters are subtracted in halves: exact below 2^53, and no BigInt per value and second.
 *
 * 0 provider u64 · 8 channel u64 · 16 format u8 · 24 timestamp u64 (mach ticks) · 32 simple value s64, or
 * 32 state id, 40 transitions, 48 residency · histogram: 32 hits, 40 min, 48 max, 56 sum.
 */
export const elementBytes = 64
export const valueOffset = 32
export const stateIdOffset = 32
export const residencyOffset = 48
const timestampOffset = 24

/** What one sample gave of a set of channels; the arrays are reused from sample to sample. */
export interface ElementBlock {
  readonly view: DataView
  /** Byte offset of each channel's first element, −1 where the sample lacks the channel. */
  readonly offsets: Int32Array
  readonly counts: Int32Array
}

/** 0x8000000000000000 marks a value that the driver did not fill in. */
export function isInvalid(view: DataView, offset: number): boolean {
  return view.getUint32(offset + 4, true) === 0x80000000 && view.getUint32(offset, true) === 0
}

/** As a number: exact up to 2^53, which ticks reach after 11 years and nanojoules after 9 MJ. */
export function u64(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true)
}

/** `current` − `previous` for signed or unsigned counters; null if either is invalid or the counter shrank. */
export function increase(previous: DataView, at: number, current: DataView, now: number): number | null {
  if (isInvalid(previous, at) || isInvalid(current, now)) return null
  const high = current.getInt32(now + 4, true) - previous.getInt32(at + 4, true)
  const low = current.getUint32(now, true) - previous.getUint32(at, true)
  const difference = high * 2 ** 32 + low
  return difference < 0 ? null : difference
}

/** States of one channel may be stamped apart: the latest counts. Ticks, null when the channel is missing. */
export function latestTicks({ view, offsets, counts }: ElementBlock, channel: number): number | null {
  const offset = offsets[channel] ?? -1
  if (offset < 0) return null
  let latest = 0
  for (let index = 0; index < (counts[channel] ?? 0); index += 1) {
    latest = Math.max(latest, u64(view, offset + index * elementBytes + timestampOffset))
  }
  return latest
}

/** Driver and channel number together, which name a channel across samples. */
export function identityAt(view: DataView, offset: number): string {
  return `${u64(view, offset)}:${u64(view, offset + 8)}`
}

/** A state's id is its name in ASCII, first letter in the highest byte, padded with NULs or spaces. */
export function stateNameAt(view: DataView, elementOffset: number): string {
  let name = ''
  for (let index = 7; index >= 0; index -= 1) {
    const byte = view.getUint8(elementOffset + stateIdOffset + index)
    if (byte >= 0x20 && byte < 0x7f) name += String.fromCharCode(byte)
  }
  return name.trim()
}

export function stateNames({ view, offsets, counts }: ElementBlock, channel: number): readonly string[] {
  const offset = offsets[channel] ?? -1
  if (offset < 0) return []
  return Array.from({ length: counts[channel] ?? 0 }, (_, index) =>
    stateNameAt(view, offset + index * elementBytes),
  )
}

/** What each state gained between two samples; null when the channel is missing in one, or its states changed. */
export function residencyIncrease(
  previous: ElementBlock,
  current: ElementBlock,
  channel: number,
): readonly number[] | null {
  const before = previous.offsets[channel] ?? -1
  const now = current.offsets[channel] ?? -1
  const count = current.counts[channel] ?? 0
  if (before < 0 || now < 0 || count === 0 || previous.counts[channel] !== count) return null
  const gained: number[] = []
  for (let index = 0; index < count; index += 1) {
    const shift = index * elementBytes + residencyOffset
    const gain = increase(previous.view, before + shift, current.view, now + shift)
    if (gain === null) return null
    gained.push(gain)
  }
  return gained
}
