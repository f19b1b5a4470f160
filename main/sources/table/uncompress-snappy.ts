import { snappyUncompress } from 'hyparquet/src/snappy.js'

/** In the tag of a literal, its length minus one; above this, the number of bytes behind the tag that hold it. */
const longestShortLiteral = 59
/** Bytes of an element behind its tag, by the tag's two lowest bits: literals are told apart, copies have an offset. */
const bytesOfCopy = [0, 1, 2, 4]

/**
 * As hyparquet does it, but for damaged pages: a literal of 2^31 bytes or more is a negative length to it, which it
 * goes back by, and meets again for ever. Throws then.
 */
export function uncompressSnappy(input: Uint8Array, outputLength: number): Uint8Array {
  if (hasEndlessLiteral(input)) throw new Error('snappy error literal exceeds input length')
  const output = new Uint8Array(outputLength)
  snappyUncompress(input, output)
  return output
}

function hasEndlessLiteral(input: Uint8Array): boolean {
  let at = input.findIndex((byte) => byte < 0x80) + 1
  while (at < input.length) {
    const tag = input[at++] ?? 0
    const size = tag >>> 2
    if ((tag & 3) !== 0) at += bytesOfCopy[tag & 3] ?? 0
    else if (size <= longestShortLiteral) at += size + 1
    else {
      const bytes = size - longestShortLiteral
      let length = 1
      for (let byte = 0; byte < bytes; byte++) length += (input[at + byte] ?? 0) * 256 ** byte
      at += bytes + length
      if (length >= 2 ** 31) return true
    }
  }
  return false
}
