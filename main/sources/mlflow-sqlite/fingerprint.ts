import { textOf, type Cell } from './cells'

/**
 * 53 bits that differ when the cells differ (after cyrb53, public domain): tells whether an entity changed without
 * keeping it. A change is overlooked by chance once in 10^16.
 */
export function fingerprintOf(cells: Iterable<Cell>): number {
  const hash = createFingerprint()
  for (const cell of cells) hash.add(cell)
  return hash.value()
}

export interface Fingerprint {
  add(cell: Cell): void
  value(): number
}

const bits = new DataView(new ArrayBuffer(8))

export function createFingerprint(): Fingerprint {
  let high = 0xdeadbeef
  let low = 0x41c6ce57

  function mix(part: number): void {
    high = Math.imul(high ^ part, 2654435761)
    low = Math.imul(low ^ part, 1597334677)
    // Multiplying carries upwards only: without this two changed signs would cancel each other out.
    high ^= high >>> 15
    low ^= low >>> 13
  }

  /** As `mix` of each letter, with the state in locals: in the closure each step would allocate a number. */
  function mixText(text: string): void {
    let [above, below] = [high | 0, low | 0]
    for (let at = 0; at < text.length; at++) {
      const part = text.charCodeAt(at)
      above = Math.imul(above ^ part, 2654435761)
      below = Math.imul(below ^ part, 1597334677)
      above ^= above >>> 15
      below ^= below >>> 13
    }
    high = above
    low = below
  }

  return {
    add(cell) {
      if (typeof cell === 'number') {
        bits.setFloat64(0, cell)
        mix(bits.getInt32(0))
        mix(bits.getInt32(4))
      } else if (cell === null || cell === undefined) {
        mix(0x110001)
      } else {
        mixText(textOf(cell) ?? '')
        // Ends the text, or 'ab', 'c' and 'a', 'bc' would be the same; no UTF-16 unit has this value.
        mix(0x110000)
      }
    },
    value() {
      const a = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
      const b = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
      return 4294967296 * (2097151 & b) + (a >>> 0)
    },
  }
}
