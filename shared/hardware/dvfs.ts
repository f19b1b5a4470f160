/** Tables of `voltage-states…` (IORegistry, pmgr): records of 8 bytes, u32 frequency and u32 millivolts, little-endian. */
const recordBytes = 8
const lowestHz = 100e6
const highestHz = 6_000e6

/**
 * Frequencies in Hz as they stand, with 0 for the state of rest; null when the bytes are no such table (the plain
 * CPU tables hold clock periods). M1–M3 and all GPUs count in Hz, CPUs from M4 on in kHz: told apart by size.
 */
export function parseVoltageStates(bytes: Uint8Array): readonly number[] | null {
  if (bytes.byteLength === 0 || bytes.byteLength % recordBytes !== 0) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const raw = Array.from({ length: bytes.byteLength / recordBytes }, (_, index) =>
    view.getUint32(index * recordBytes, true),
  )
  const isHertz = raw.some((value) => value >= lowestHz)
  const values = isHertz ? unwrap(raw) : raw.map((value) => value * 1000)
  let last = 0
  for (const hertz of values) {
    if (hertz === 0) continue
    if (hertz < lowestHz || hertz > highestHz || hertz < last) return null
    last = hertz
  }
  return last === 0 ? null : values
}

/** 4.3 GHz and more do not fit 32 bits: a value that drops after one above 4 GHz ran over. */
function unwrap(raw: readonly number[]): readonly number[] {
  let last = 0
  return raw.map((value) => {
    const hertz = value !== 0 && value < last && last > 4.0e9 ? value + 2 ** 32 : value
    if (hertz !== 0) last = hertz
    return hertz
  })
}

/** The steps a CPU cluster can take: entries of 0 are no step. */
export function cpuSteps(table: readonly number[]): readonly number[] {
  return table.filter((hertz) => hertz > 0)
}

/** The GPU's table begins with its state of rest; state `P1` is the entry after it. */
export function gpuSteps(table: readonly number[]): readonly number[] {
  return table.slice(1).filter((hertz) => hertz > 0)
}

export interface ClusterTable {
  /** The number in `voltage-states22-sram`. */
  readonly table: number
  /** 0 is the slowest kind of cluster. */
  readonly tier: number
}

/** `acc-clusters`, from M5 on: 8 bytes per cluster, the table's number and the cluster's tier. */
export function parseAccClusters(bytes: Uint8Array): readonly ClusterTable[] {
  const count = Math.floor(bytes.byteLength / recordBytes)
  return Array.from({ length: count }, (_, index) => ({
    table: bytes[index * recordBytes] ?? 0,
    tier: bytes[index * recordBytes + 1] ?? 0,
  }))
}

export type ClusterLetter = 'E' | 'P' | 'M'

const standardTables: Readonly<Record<ClusterLetter, readonly number[]>> = { E: [1], P: [5], M: [22, 23] }

/**
 * The table of the `ordinal`-th cluster of a kind on its die. `acc-clusters` decides where it exists: its highest
 * tier is P, lower ones M or E. Otherwise the numbers that M1–M4 use.
 */
export function tableNumber(
  letter: ClusterLetter,
  ordinal: number,
  clusters: readonly ClusterTable[],
): number | null {
  const highest = Math.max(...clusters.map((cluster) => cluster.tier))
  const ofKind = clusters.filter((cluster) => (cluster.tier === highest) === (letter === 'P'))
  const numbers = ofKind.length > 0 ? ofKind.map((cluster) => cluster.table) : standardTables[letter]
  return numbers[Math.min(ordinal, numbers.length - 1)] ?? null
}
