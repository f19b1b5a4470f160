import { ggufTensorTypes } from './gguf-types'
import { HeaderFault, type HeaderBytes } from './header-bytes'
import { shortened } from './safetensors-header'
import { elementsOf, type Tensor } from './tensor'

export type GgufScalar = string | number | boolean | bigint
/** Arrays are vocabularies more often than not: their length and first elements are kept. */
export interface GgufArray {
  readonly length: number
  readonly first: readonly GgufScalar[]
}

export interface GgufHeader {
  readonly version: number
  readonly metadata: ReadonlyMap<string, GgufScalar | GgufArray>
  readonly tensors: readonly Tensor[]
}

const mostKeys = 100_000
const mostTensors = 1_000_000
const longestText = 4 * 2 ** 20
const keptElements = 16
const deepestArray = 4
const mostDimensions = 8

/**
 * A GGUF header (ggml-org/ggml, `docs/gguf.md`), versions 2 and 3, little-endian: counts, typed keys and values, then
 * a line for each tensor. Read in windows of 256 KB; vocabularies are walked over, not kept. Throws HeaderFault.
 */
export function readGgufHeader(header: HeaderBytes): GgufHeader {
  const read = createCursor(header)
  if (read.ascii(4) !== 'GGUF') throw new HeaderFault('is not a GGUF file')
  const version = read.u32()
  if (version > 0xffff) throw new HeaderFault('is a big-endian GGUF file, which Sextant does not read')
  if (version < 2 || version > 3)
    throw new HeaderFault(`is of GGUF version ${version}, which Sextant does not read`)
  const tensorCount = read.count(mostTensors, 'tensors')
  const keyCount = read.count(mostKeys, 'keys')
  const metadata = new Map<string, GgufScalar | GgufArray>()
  for (let index = 0; index < keyCount; index++) {
    const key = read.text()
    metadata.set(key, readValue(read, read.u32(), 0))
  }
  const tensors: Tensor[] = []
  for (let index = 0; index < tensorCount; index++) tensors.push(readTensor(read))
  return { version, metadata, tensors }
}

function readTensor(read: Cursor): Tensor {
  const name = read.text()
  const dimensions = read.u32()
  if (dimensions > mostDimensions)
    throw new HeaderFault(`gives tensor “${shortened(name)}” ${dimensions} dimensions`)
  const shape = Array.from({ length: dimensions }, () => Number(read.u64()))
  const type = read.u32()
  const offset = read.u64()
  const elementCount = elementsOf(shape)
  if (elementCount === null || offset > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new HeaderFault(`gives tensor “${shortened(name)}” a size that no file can have`)
  }
  const [dtype, block, blockBytes] = ggufTensorTypes[type] ?? [`type ${type}`, 1, 0]
  return { name, dtype, shape, elementCount, bytes: Math.ceil(elementCount / block) * blockBytes }
}

function readValue(read: Cursor, type: number, depth: number): GgufScalar | GgufArray {
  if (type !== 9) return readScalar(read, type)
  if (depth >= deepestArray) throw new HeaderFault('nests arrays deeper than any model does')
  const elementType = read.u32()
  const length = Number(read.u64())
  const width = fixedWidths[elementType]
  if (width === undefined && elementType !== 8 && elementType !== 9) unknownType(elementType)
  if (!Number.isSafeInteger(length) || length * (width ?? 8) > read.left()) {
    throw new HeaderFault('names an array that is longer than the file')
  }
  const first: GgufScalar[] = []
  for (let index = 0; index < length; index++) {
    if (index >= keptElements && width !== undefined) {
      read.skip((length - index) * width)
      break
    }
    if (index >= keptElements && elementType === 8) {
      read.skip(read.textLength())
      continue
    }
    const value = readValue(read, elementType, depth + 1)
    if (typeof value !== 'object') first.push(value)
  }
  return { length, first: first.slice(0, keptElements) }
}

const fixedWidths: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
}

function readScalar(read: Cursor, type: number): GgufScalar {
  switch (type) {
    case 0:
      return read.view(1).getUint8(0)
    case 1:
      return read.view(1).getInt8(0)
    case 2:
      return read.view(2).getUint16(0, true)
    case 3:
      return read.view(2).getInt16(0, true)
    case 4:
      return read.u32()
    case 5:
      return read.view(4).getInt32(0, true)
    case 6:
      return read.view(4).getFloat32(0, true)
    case 7:
      return read.view(1).getUint8(0) !== 0
    case 8:
      return read.text()
    case 10:
      return read.u64()
    case 11:
      return read.view(8).getBigInt64(0, true)
    case 12:
      return read.view(8).getFloat64(0, true)
    default:
      return unknownType(type)
  }
}

function unknownType(type: number): never {
  throw new HeaderFault(`holds a value of type ${type}, which GGUF does not have`)
}

type Cursor = ReturnType<typeof createCursor>

const windowBytes = 256 * 1024

function createCursor(header: HeaderBytes) {
  let window: Uint8Array = new Uint8Array(0)
  let windowAt = 0
  let at = 0
  const decoder = new TextDecoder()

  function view(length: number): DataView {
    const inWindow = at >= windowAt && at + length <= windowAt + window.length
    if (!inWindow) {
      const wanted = Math.max(length, Math.min(windowBytes, header.sizeBytes - at))
      window = header.read(at, wanted)
      windowAt = at
    }
    const from = at - windowAt
    at += length
    return new DataView(window.buffer, window.byteOffset + from, length)
  }

  function u64(): bigint {
    return view(8).getBigUint64(0, true)
  }

  function textLength(): number {
    const length = u64()
    if (length > BigInt(longestText)) throw new HeaderFault('holds a text that is too long to be one')
    return Number(length)
  }

  function bytes(length: number): Uint8Array {
    const piece = view(length)
    return new Uint8Array(piece.buffer, piece.byteOffset, length)
  }

  return {
    view,
    u64,
    textLength,
    u32: () => view(4).getUint32(0, true),
    text: () => decoder.decode(bytes(textLength())),
    ascii: (length: number) => String.fromCharCode(...bytes(length)),
    left: () => header.sizeBytes - at,
    skip(length: number) {
      if (length > header.sizeBytes - at) throw new HeaderFault('ends in the middle of its header')
      at += length
    },
    count(most: number, what: string): number {
      const value = u64()
      if (value > BigInt(most)) throw new HeaderFault(`claims to hold ${value} ${what}`)
      return Number(value)
    },
  }
}
