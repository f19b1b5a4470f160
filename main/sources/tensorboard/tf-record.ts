import { crc32c } from '../crc32c'

/**
 * TFRecord framing (tensorflow/core/lib/io/record_writer.h): length as 8 bytes, its masked CRC-32C, the data, and
 * the data's masked CRC-32C, all little-endian.
 */
export type Frame =
  | { readonly kind: 'record'; readonly start: number; readonly end: number; readonly next: number }
  /** Its data do not match their checksum. */
  | { readonly kind: 'damaged'; readonly next: number }
  /** Longer than anything that is held: passed over unread. */
  | { readonly kind: 'huge'; readonly next: number }
  /** Not all of it is there. */
  | { readonly kind: 'torn' }
  /** The length does not match its checksum: where the next record begins is not known. */
  | { readonly kind: 'lost' }

const headerBytes = 12
const footerBytes = 4

export function frameAt(bytes: Buffer, at: number, longestBytes: number): Frame {
  if (at + headerBytes > bytes.length) return { kind: 'torn' }
  if (maskedCrc(bytes, at, at + 8) !== bytes.readUInt32LE(at + 8)) return { kind: 'lost' }
  const length = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32
  const start = at + headerBytes
  const end = start + length
  const next = end + footerBytes
  if (length > longestBytes) return Number.isSafeInteger(next) ? { kind: 'huge', next } : { kind: 'lost' }
  if (next > bytes.length) return { kind: 'torn' }
  return maskedCrc(bytes, start, end) === bytes.readUInt32LE(end)
    ? { kind: 'record', start, end, next }
    : { kind: 'damaged', next }
}

export function maskedCrc(bytes: Uint8Array, start: number, end: number): number {
  const crc = crc32c(bytes, start, end)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
