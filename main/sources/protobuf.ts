/**
 * Walks the fields of one protobuf message without a schema (https://protobuf.dev/programming-guides/encoding).
 * Unknown fields are passed over. A message that ends in the middle of a field throws `BrokenMessage`.
 */
export class BrokenMessage extends Error {}

/** A class for speed only: one small thing with a position, made once per message. */
export class MessageReader {
  /** Of the field that `next` moved to. */
  field = 0
  wire = 0
  readonly #bytes: Buffer
  #at: number
  readonly #end: number

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  /** Moves to the next field; false at the end. Its value must then be taken, or `skip`ped. */
  next(): boolean {
    if (this.#at >= this.#end) return false
    const tag = this.varint()
    this.field = Math.floor(tag / 8)
    this.wire = tag % 8
    if (this.field === 0) throw new BrokenMessage('field 0')
    return true
  }

  /** Nothing follows: for the numbers of a packed list. */
  isAtEnd(): boolean {
    return this.#at >= this.#end
  }

  /** Exact up to 2^53; a negative int32 or int64 comes out negative. */
  varint(): number {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at >= this.#end) throw new BrokenMessage('cut off')
      const byte = this.#bytes[this.#at++] ?? 0
      if (shift < 28) low |= (byte & 127) << shift
      else if (shift === 28) {
        low |= (byte & 127) << 28
        high |= (byte & 127) >>> 4
      } else if (shift < 64) high |= (byte & 127) << (shift - 32)
      if (byte < 128) return (high | 0) * 2 ** 32 + (low >>> 0)
    }
    throw new BrokenMessage('endless number')
  }

  double(): number {
    const at = this.#take(8)
    return this.#bytes.readDoubleLE(at)
  }

  float(): number {
    const at = this.#take(4)
    return this.#bytes.readFloatLE(at)
  }

  /** The bytes of a text, a message or a packed list; a view, not a copy. */
  bytes(): Buffer {
    const length = this.varint()
    const at = this.#take(length)
    return this.#bytes.subarray(at, at + length)
  }

  text(): string {
    return this.bytes().toString('utf8')
  }

  message(): MessageReader {
    return new MessageReader(this.bytes())
  }

  skip(): void {
    if (this.wire === 0) this.varint()
    else if (this.wire === 1) this.#take(8)
    else if (this.wire === 2) this.bytes()
    else if (this.wire === 5) this.#take(4)
    else throw new BrokenMessage(`wire type ${this.wire}`)
  }

  #take(length: number): number {
    const at = this.#at
    if (!(length >= 0) || at + length > this.#end) throw new BrokenMessage('cut off')
    this.#at = at + length
    return at
  }
}
