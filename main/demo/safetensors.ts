export interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | Uint32Array
}

/**
 * The safetensors format (huggingface/safetensors, README "Format"): header length as little-endian u64, a JSON
 * header padded with spaces to 8 bytes, then the tensors' bytes without gaps.
 */
export function encodeSafetensors(
  tensors: readonly Tensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let offset = 0
  const entries = tensors.map(({ name, shape, values }) => {
    const begin = offset
    offset += values.byteLength
    return [
      name,
      { dtype: values instanceof Uint32Array ? 'U32' : 'F32', shape, data_offsets: [begin, offset] },
    ] as const
  })
  const header = JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...entries]))
  const padded = new TextEncoder().encode(header.padEnd(Math.ceil(header.length / 8) * 8, ' '))
  const file = new Uint8Array(8 + padded.length + offset)
  const view = new DataView(file.buffer)
  view.setBigUint64(0, BigInt(padded.length), true)
  file.set(padded, 8)
  let at = 8 + padded.length
  for (const { values } of tensors) {
    // Both kinds of array are little-endian wherever this app runs.
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
    at += values.byteLength
  }
  return file
}
