/** What the header of a NumPy array file says. */
export interface NpyHeader {
  /** In NumPy's own words where they are known: `float32`; else the code of the file. */
  readonly type: string
  /** Sizes of the dimensions; empty for a single value. */
  readonly shape: readonly number[]
}

/** `\x93NUMPY` */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const kinds: Readonly<Record<string, string>> = { f: 'float', i: 'int', u: 'uint', c: 'complex' }

/** Magic, version, length of the header, and a dict as Python writes it. Null for what is no such file. */
export function npyHeader(bytes: Uint8Array): NpyHeader | null {
  if (magic.some((byte, at) => bytes[at] !== byte)) return null
  const version = bytes[6] ?? 0
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lengthBytes = version === 1 ? 2 : 4
  if (bytes.length < 8 + lengthBytes) return null
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const text = new TextDecoder().decode(bytes.subarray(8 + lengthBytes, 8 + lengthBytes + length))
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1]
  if (shape === undefined) return null
  return {
    type: typeOf(/'descr':\s*'([^']*)'/.exec(text)?.[1] ?? null),
    shape: shape
      .split(',')
      .map((size) => size.trim())
      .filter((size) => size !== '')
      .map(Number),
  }
}

/** `<f4`: byte order, kind, bytes of one. A table with named columns has a list in its place. */
function typeOf(code: string | null): string {
  if (code === null) return 'records'
  const [, kind = '', size = ''] = /^[<>|=]?([fiuc])(\d+)$/.exec(code) ?? []
  if (code.endsWith('b1')) return 'bool'
  const name = kinds[kind]
  return name === undefined ? code : `${name}${8 * Number(size)}`
}
