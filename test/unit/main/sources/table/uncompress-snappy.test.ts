import { expect, it } from 'vitest'
import { uncompressSnappy } from '../../../../../main/sources/table/uncompress-snappy'

const bytes = (text: string) => [...Buffer.from(text)]
const text = (output: Uint8Array) => Buffer.from(output).toString()

it('reads literals of every way to write their length, and copies', () => {
  expect(text(uncompressSnappy(Uint8Array.of(3, 2 << 2, ...bytes('abc')), 3))).toBe('abc')
  const long = 'x'.repeat(70)
  // 60 << 2: one byte holds the length; 63 << 2: four do.
  expect(text(uncompressSnappy(Uint8Array.of(70, 60 << 2, 69, ...bytes(long)), 70))).toBe(long)
  expect(text(uncompressSnappy(Uint8Array.of(70, 63 << 2, 69, 0, 0, 0, ...bytes(long)), 70))).toBe(long)
  // Six bytes from two back (two-byte offset), then four from one back (one-byte offset).
  const copies = Uint8Array.of(12, 1 << 2, ...bytes('ab'), (5 << 2) | 2, 2, 0, 1, 1)
  expect(text(uncompressSnappy(copies, 12))).toBe('abababab' + 'bbbb')
})

it('ends on a literal whose length is negative in 32 bits', () => {
  // The page of a torn file that was met by chance: -6 leads back to the tag itself.
  const endless = Uint8Array.of(3, 0, 97, 63 << 2, 0xfa, 0xff, 0xff, 0xff, 1, 2, 3)
  expect(() => uncompressSnappy(endless, 3)).toThrow('exceeds input length')
})
