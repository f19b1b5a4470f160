/**
 * Renders the SVGs of this folder: icon.icns, icon.png, and the menu bar's template images. Run it by hand after a
 * change (`node main/resources/make-icons.mjs`; it needs librsvg's rsvg-convert) and commit what it writes.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'

const at = (name) => fileURLToPath(new URL(name, import.meta.url))

/** PNG members of an ICNS file: OSType, pixels. ic11 to ic14 are the @2x of 16, 32, 128 and 256 points. */
const members = [
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
]

function render(svg, pixels) {
  return execFileSync('rsvg-convert', ['--width', String(pixels), '--height', String(pixels), at(svg)], {
    maxBuffer: 16 << 20,
  })
}

/** "icns", length of the whole, then per member its type, its length with these eight bytes, its bytes. */
function encodeIcns(pictures) {
  const parts = pictures.map(([type, bytes]) => Buffer.concat([header(type, bytes.length + 8), bytes]))
  const body = Buffer.concat(parts)
  return Buffer.concat([header('icns', body.length + 8), body])
}

function header(type, length) {
  const bytes = Buffer.alloc(8)
  bytes.write(type, 0, 'latin1')
  bytes.writeUInt32BE(length, 4)
  return bytes
}

/** macOS takes the points of a template image from its resolution: 16 px at 72 dpi and 32 px at 144 dpi are 16 pt. */
function withResolution(png, dotsPerInch) {
  const perMetre = Math.round(dotsPerInch / 0.0254)
  const data = Buffer.alloc(13)
  data.write('pHYs', 0, 'latin1')
  data.writeUInt32BE(perMetre, 4)
  data.writeUInt32BE(perMetre, 8)
  data[12] = 1
  const length = Buffer.alloc(4)
  length.writeUInt32BE(9)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(data))
  const endOfHeader = 8 + 25
  return Buffer.concat([png.subarray(0, endOfHeader), length, data, check, png.subarray(endOfHeader)])
}

const drawingFor = (pixels) => (pixels <= 32 ? 'icon-small.svg' : 'icon.svg')
const pictures = members.map(([type, pixels]) => [type, render(drawingFor(pixels), pixels)])
writeFileSync(at('icon.icns'), encodeIcns(pictures))
writeFileSync(at('icon.png'), render('icon.svg', 1024))
for (const [svg, name] of [
  ['tray/icon.svg', 'tray/iconTemplate'],
  ['tray/icon-alert.svg', 'tray/iconAlertTemplate'],
]) {
  writeFileSync(at(`${name}.png`), withResolution(render(svg, 16), 72))
  writeFileSync(at(`${name}@2x.png`), withResolution(render(svg, 32), 144))
}
