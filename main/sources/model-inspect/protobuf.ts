import { HeaderFault, type HeaderBytes } from './header-bytes'

/** One field of a protobuf message (protobuf.dev, "Encoding"). For length-delimited ones, where the content lies. */
export interface ProtobufField {
  readonly number: number
  /** Value of a varint field; null for other kinds. */
  readonly value: bigint | null
  readonly from: number
  readonly length: number
}

/** More fields than this at one level are a list of layers, and what is looked for came before. */
const mostFields = 5_000

/**
 * The fields of the message between `from` and `end`, without reading the contents: a Core ML model is one field of
 * gigabytes after a small description. Throws HeaderFault.
 */
export function* protobufFields(header: HeaderBytes, from: number, end: number): Generator<ProtobufField> {
  let at = from
  for (let count = 0; at < end && count < mostFields; count++) {
    const key = varint(header, at, end)
    at = key.end
    const [number, wire] = [Number(key.value >> 3n), Number(key.value & 7n)]
    if (number === 0 || key.value > 0xffffffffn) throw new HeaderFault('is not a Core ML specification')
    if (wire === 0) {
      const value = varint(header, at, end)
      yield { number, value: value.value, from: at, length: value.end - at }
      at = value.end
    } else {
      const size =
        wire === 1
          ? { value: 8n, end: at }
          : wire === 5
            ? { value: 4n, end: at }
            : wire === 2
              ? varint(header, at, end)
              : null
      if (size === null) throw new HeaderFault('is not a Core ML specification')
      if (size.value > BigInt(end - size.end)) throw new HeaderFault('is cut off')
      yield { number, value: null, from: size.end, length: Number(size.value) }
      at = size.end + Number(size.value)
    }
  }
}

function varint(header: HeaderBytes, from: number, end: number): { value: bigint; end: number } {
  const bytes = header.read(from, Math.min(10, end - from))
  let value = 0n
  for (const [index, byte] of bytes.entries()) {
    value |= BigInt(byte & 0x7f) << BigInt(7 * index)
    if (byte < 0x80) return { value, end: from + index + 1 }
  }
  throw new HeaderFault('holds a number that never ends')
}
