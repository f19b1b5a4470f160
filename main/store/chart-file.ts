import { crc32 } from 'node:zlib'

/** What a chart shows of a series in the column cache, as the cache sees it (KeptChart of main/sources). */
export interface CachedChart {
  readonly series: {
    readonly key: string
    readonly step: Float64Array
    readonly timestamp: Float64Array
    readonly value: Float64Array
  }
  readonly pointCount: number
  readonly maxPoints: number
  readonly count: number
}

export interface SavedChart {
  readonly mark: string
  readonly chart: CachedChart
}

const magic = 0x53584831
const headerBytes = 40

/**
 * A header (magic, CRC-32 of the rest; points, bytes of the mark, maxPoints; count and pointCount as float64), the mark
 * as text, and the columns step, timestamp and value as float64 in this machine's byte order.
 */
export function chartBytes({ mark, chart }: SavedChart): Buffer {
  const { step, timestamp, value } = chart.series
  const text = Buffer.from(mark)
  const start = headerBytes + padded(text.length)
  const bytes = Buffer.alloc(start + value.byteLength * 3)
  bytes.writeUInt32LE(magic, 0)
  bytes.writeUInt32LE(value.length, 8)
  bytes.writeUInt32LE(text.length, 12)
  bytes.writeUInt32LE(chart.maxPoints, 16)
  bytes.writeDoubleLE(chart.count, 24)
  bytes.writeDoubleLE(chart.pointCount, 32)
  text.copy(bytes, headerBytes)
  for (const [at, column] of [step, timestamp, value].entries()) {
    const source = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
    bytes.set(source, start + at * column.byteLength)
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4)
  return bytes
}

/** Null when they are not whole. */
export function parseChart(bytes: Buffer, key: string): SavedChart | null {
  if (bytes.length < headerBytes || bytes.readUInt32LE(0) !== magic) return null
  const [points, markLength] = [bytes.readUInt32LE(8), bytes.readUInt32LE(12)]
  const start = headerBytes + padded(markLength)
  if (bytes.length !== start + points * 24) return null
  if (crc32(bytes.subarray(8)) !== bytes.readUInt32LE(4)) return null
  const column = (at: number) => {
    const values = new Float64Array(points)
    const from = start + at * points * 8
    new Uint8Array(values.buffer).set(bytes.subarray(from, from + points * 8))
    return values
  }
  return {
    mark: bytes.toString('utf8', headerBytes, headerBytes + markLength),
    chart: {
      series: { key, step: column(0), timestamp: column(1), value: column(2) },
      maxPoints: bytes.readUInt32LE(16),
      count: bytes.readDoubleLE(24),
      pointCount: bytes.readDoubleLE(32),
    },
  }
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8
}
