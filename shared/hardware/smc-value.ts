/** Bytes of one SMC key by its type, as macmon, stats and SiliconScope agree; null for types nobody knows. */
export function decodeSmcValue(type: string, bytes: Uint8Array, size: number): number | null {
  if (size < 1 || size > bytes.byteLength) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, size)
  const decoder = decoders.get(type)
  if (decoder?.bytes !== size) return null
  const value = decoder.decode(view)
  return Number.isFinite(value) ? value : null
}

interface Decoder {
  readonly bytes: number
  decode(view: DataView): number
}

/** `flt ` is little-endian, the integers and fixed points are big-endian. */
const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['flt ', { bytes: 4, decode: (view) => view.getFloat32(0, true) }],
  ['ui8 ', { bytes: 1, decode: (view) => view.getUint8(0) }],
  ['ui16', { bytes: 2, decode: (view) => view.getUint16(0) }],
  ['ui32', { bytes: 4, decode: (view) => view.getUint32(0) }],
  ['si8 ', { bytes: 1, decode: (view) => view.getInt8(0) }],
  ['si16', { bytes: 2, decode: (view) => view.getInt16(0) }],
  ['flag', { bytes: 1, decode: (view) => view.getUint8(0) }],
  ['fpe2', { bytes: 2, decode: (view) => view.getUint16(0) / 4 }],
  ['sp78', { bytes: 2, decode: (view) => view.getInt16(0) / 256 }],
])

/** `TC0P` as the integer that the SMC takes and gives. */
export function fourCharCode(name: string): number {
  let code = 0
  for (let index = 0; index < 4; index += 1) code = code * 256 + (name.charCodeAt(index) & 0xff)
  return code
}

export function fourCharName(code: number): string {
  return String.fromCharCode((code >>> 24) & 0xff, (code >>> 16) & 0xff, (code >>> 8) & 0xff, code & 0xff)
}
