import { inflateSync } from 'node:zlib'

export interface Picture {
  readonly width: number
  readonly height: number
  /** From the pHYs chunk; null when there is none. */
  readonly pixelsPerMetre: number | null
  /** Four bytes a pixel: red, green, blue, alpha. */
  readonly rgba: Uint8Array
}

/** PNG (RFC 2083) of 8 bits, RGB or RGBA, not interlaced: what renderers and screenshots give. Throws on others. */
export function decodePng(file: Uint8Array): Picture {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const compressed: Uint8Array[] = []
  let pixelsPerMetre: number | null = null
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8))
    if (type === 'IDAT') compressed.push(file.subarray(at + 8, at + 8 + length))
    if (type === 'pHYs' && file[at + 16] === 1) pixelsPerMetre = view.getUint32(at + 8)
    at += 12 + length
  }
  const [width, height, depth, colour, interlace] = [
    view.getUint32(16),
    view.getUint32(20),
    file[24],
    file[25],
    file[28],
  ]
  if (depth !== 8 || (colour !== 2 && colour !== 6) || interlace !== 0) throw new Error('an unusual PNG')
  const channels = colour === 6 ? 4 : 3
  const pixels = unfilter(inflateSync(Buffer.concat(compressed)), width * channels, height, channels)
  const rgba = new Uint8Array(width * height * 4).fill(255)
  for (let index = 0; index < width * height; index++) {
    rgba.set(pixels.subarray(index * channels, (index + 1) * channels), index * 4)
  }
  return { width, height, pixelsPerMetre, rgba }
}

function unfilter(data: Uint8Array, stride: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x < channels ? 0 : (out[at - channels] ?? 0)
      const up = y === 0 ? 0 : (out[at - stride] ?? 0)
      const corner = y === 0 || x < channels ? 0 : (out[at - stride - channels] ?? 0)
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0
      out[at] = (data[y * (stride + 1) + 1 + x] ?? 0) + predicted
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(left + up - corner - value))
  if (toLeft! <= toUp! && toLeft! <= toCorner!) return left
  return toUp! <= toCorner! ? up : corner
}
