import { MessageReader } from '../protobuf'

/** `DataType` of tensorflow/core/framework/types.proto, as far as one number can be of it. */
const elementReaders: Readonly<Record<number, { bytes: number; read: (content: Buffer) => number }>> = {
  1: { bytes: 4, read: (content) => content.readFloatLE(0) },
  2: { bytes: 8, read: (content) => content.readDoubleLE(0) },
  3: { bytes: 4, read: (content) => content.readInt32LE(0) },
  4: { bytes: 1, read: (content) => content.readUInt8(0) },
  5: { bytes: 2, read: (content) => content.readInt16LE(0) },
  6: { bytes: 1, read: (content) => content.readInt8(0) },
  9: { bytes: 8, read: (content) => Number(content.readBigInt64LE(0)) },
  10: { bytes: 1, read: (content) => content.readUInt8(0) },
  14: { bytes: 2, read: (content) => bfloat16(content.readUInt16LE(0)) },
  17: { bytes: 2, read: (content) => content.readUInt16LE(0) },
  19: { bytes: 2, read: (content) => halfFloat(content.readUInt16LE(0)) },
  22: { bytes: 4, read: (content) => content.readUInt32LE(0) },
  23: { bytes: 8, read: (content) => Number(content.readBigUInt64LE(0)) },
}
const [bfloat16Type, halfType] = [14, 19]

/** The number that a TensorProto of exactly one element holds; null for every other tensor. */
export function tensorScalar(tensor: MessageReader): number | null {
  let type = 0
  let elements = 1
  let content: Buffer | null = null
  const values: number[] = []
  let raw: number | null = null
  while (tensor.next()) {
    const { field, wire } = tensor
    if (field === 1 && wire === 0) type = tensor.varint()
    else if (field === 2 && wire === 2) elements = elementCount(tensor.message())
    else if (field === 4 && wire === 2) content = tensor.bytes()
    else if (field === 5) collect(values, tensor, (from) => from.float())
    else if (field === 6) collect(values, tensor, (from) => from.double())
    else if (field === 13) {
      const halves: number[] = []
      collect(halves, tensor, (from) => from.varint())
      raw = halves.length === 1 ? (halves[0] ?? null) : null
    } else if (varintFields.has(field)) collect(values, tensor, (from) => from.varint())
    else tensor.skip()
  }
  if (elements !== 1) return null
  const reader = elementReaders[type]
  if (reader === undefined) return null
  if (content !== null) return content.length === reader.bytes ? reader.read(content) : null
  if (raw !== null) return type === bfloat16Type ? bfloat16(raw) : type === halfType ? halfFloat(raw) : null
  return values.length === 1 ? (values[0] ?? null) : null
}

/** int_val, int64_val, bool_val, uint32_val, uint64_val. */
const varintFields: ReadonlySet<number> = new Set([7, 10, 11, 16, 17])

/** Repeated numbers come packed into one field, or each in a field of its own. */
function collect(into: number[], from: MessageReader, read: (from: MessageReader) => number): void {
  if (from.wire !== 2) {
    into.push(read(from))
    return
  }
  const packed = from.message()
  while (!packed.isAtEnd() && into.length < 2) into.push(read(packed))
}

function elementCount(shape: MessageReader): number {
  let count = 1
  while (shape.next()) {
    if (shape.field !== 2 || shape.wire !== 2) {
      shape.skip()
      continue
    }
    const dimension = shape.message()
    let size = 0
    while (dimension.next()) {
      if (dimension.field === 1 && dimension.wire === 0) size = dimension.varint()
      else dimension.skip()
    }
    count *= size
  }
  return count
}

const bits = new DataView(new ArrayBuffer(4))

function bfloat16(word: number): number {
  bits.setUint32(0, (word & 0xffff) * 0x10000)
  return bits.getFloat32(0)
}

/** IEEE 754 binary16. */
export function halfFloat(word: number): number {
  const sign = word & 0x8000 ? -1 : 1
  const exponent = (word >>> 10) & 31
  const fraction = word & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
