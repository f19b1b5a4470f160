/**
 * A 53-bit fingerprint of plain data: equal data give equal numbers, and that different data do is not to be
 * expected in the life of a store (1 in 10^16). It stands for an entity that was handed over, so that the entity
 * itself need not be kept. Two 32-bit sums in the manner of FNV-1a.
 */
export function digestOf(value: unknown): number {
  const hash = new Hash()
  hash.add(value)
  return hash.value()
}

const prime = 0x01000193
const otherPrime = 0x85ebca6b
const numberBytes = new Float64Array(1)
const numberWords = new Int32Array(numberBytes.buffer)

/** A class for speed only: two running sums that stay in registers, where an object per value would be garbage. */
export class Hash {
  #a = 0x811c9dc5
  #b = 0x2f0b4c47

  value(): number {
    return (this.#a >>> 0) * 2 ** 21 + (this.#b >>> 11)
  }

  add(value: unknown): void {
    if (typeof value === 'string') this.text(value)
    else if (typeof value === 'number') this.number(value)
    else if (Array.isArray(value)) {
      this.#mix(1)
      for (const item of value) this.add(item)
      this.#mix(2)
    } else if (typeof value === 'object' && value !== null) {
      this.#mix(3)
      for (const key of Object.keys(value)) {
        this.text(key)
        this.add((value as Record<string, unknown>)[key])
      }
      this.#mix(4)
    } else this.#mix(value === null ? 5 : value === true ? 6 : 7)
  }

  text(text: string): void {
    let a = this.#a
    let b = this.#b
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      a = Math.imul(a ^ code, prime)
      b = Math.imul(b ^ code ^ (b >>> 15), otherPrime)
    }
    this.#a = a
    this.#b = b
    // A mark behind each text: 'ab' 'c' is not 'a' 'bc'.
    this.#mix(0x10001)
  }

  number(number: number): void {
    numberBytes[0] = number
    this.#mix(numberWords[0] ?? 0)
    this.#mix(numberWords[1] ?? 0)
  }

  #mix(word: number): void {
    this.#a = Math.imul(this.#a ^ word, prime)
    this.#b = Math.imul(this.#b ^ word ^ (this.#b >>> 15), otherPrime)
  }
}
