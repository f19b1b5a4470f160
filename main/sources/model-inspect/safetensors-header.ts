import { HeaderFault, type HeaderBytes } from './header-bytes'
import { elementsOf, type Tensor } from './tensor'

export interface SafetensorsHeader {
  readonly tensors: readonly Tensor[]
  /** `__metadata__`: free texts such as `format: mlx`. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Bits per element, of every dtype the format has had (huggingface/safetensors, `safetensors/src/tensor.rs`). */
const bitsOf: Readonly<Record<string, number>> = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E5M2FNUZ: 8,
  F8_E4M3FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
}

/** The format allows 100 MB; 10 000 tensors take one. */
const largestHeader = 16 * 2 ** 20

/**
 * A safetensors header: its length as little-endian u64, then JSON of tensors with dtype, shape and byte range. The
 * ranges must cover the rest of the file without gaps or overlaps, which is what makes a truncated file known as one.
 * Throws HeaderFault.
 */
export function readSafetensorsHeader(header: HeaderBytes): SafetensorsHeader {
  if (header.sizeBytes < 10) throw new HeaderFault('is too short to be a safetensors file')
  const length = Number(view(header.read(0, 8)).getBigUint64(0, true))
  if (length < 2 || length > header.sizeBytes - 8)
    throw new HeaderFault('is not a safetensors file, or is cut off')
  if (length > largestHeader) throw new HeaderFault('has a header that is too large to be one')
  const entries = parseObject(header.read(8, length))
  const dataBytes = header.sizeBytes - 8 - length
  const tensors: (Tensor & { readonly begin: number })[] = []
  let metadata: Record<string, string> = {}
  for (const [name, entry] of entries) {
    if (name === '__metadata__') metadata = textsOf(entry)
    else tensors.push(tensorOf(name, entry, dataBytes))
  }
  checkLayout(tensors, dataBytes)
  return { tensors: tensors.map(({ begin: _begin, ...tensor }) => tensor), metadata }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function parseObject(bytes: Uint8Array): [string, unknown][] {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new HeaderFault('has a header that is not JSON')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new HeaderFault('has a header that lists no tensors')
  }
  return Object.entries(parsed)
}

function textsOf(entry: unknown): Record<string, string> {
  if (typeof entry !== 'object' || entry === null) return {}
  return Object.fromEntries(
    Object.entries(entry).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}

function tensorOf(name: string, entry: unknown, dataBytes: number): Tensor & { readonly begin: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  const elementCount = Array.isArray(shape) ? elementsOf(shape) : null
  if (typeof dtype !== 'string' || elementCount === null || !Array.isArray(offsets)) {
    throw new HeaderFault(`describes tensor “${shortened(name)}” in a way that makes no sense`)
  }
  const [begin, end] = offsets as unknown[]
  const isRange =
    offsets.length === 2 &&
    typeof begin === 'number' &&
    typeof end === 'number' &&
    Number.isSafeInteger(begin) &&
    Number.isSafeInteger(end) &&
    begin >= 0 &&
    begin <= end
  if (!isRange) throw new HeaderFault(`gives tensor “${shortened(name)}” no place`)
  if (end > dataBytes) throw new HeaderFault('is cut off: its tensors reach beyond the end of the file')
  const bits = Object.hasOwn(bitsOf, dtype) ? bitsOf[dtype] : undefined
  if (bits !== undefined && Math.ceil((elementCount * bits) / 8) !== end - begin) {
    throw new HeaderFault(`gives tensor “${shortened(name)}” a size that is not that of its shape`)
  }
  return { name, dtype, shape: shape as number[], elementCount, bytes: end - begin, begin }
}

function checkLayout(tensors: readonly (Tensor & { readonly begin: number })[], dataBytes: number): void {
  let at = 0
  for (const { name, begin, bytes } of [...tensors].sort((a, b) => a.begin - b.begin || a.bytes - b.bytes)) {
    if (begin < at) throw new HeaderFault(`lets tensor “${shortened(name)}” overlap another`)
    if (begin > at) throw new HeaderFault(`has a gap before tensor “${shortened(name)}”`)
    at = begin + bytes
  }
  if (at < dataBytes && tensors.length > 0) throw new HeaderFault('holds bytes that belong to no tensor')
}

export function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 79)}…` : name
}
