type Column = Uint8Array | Uint32Array | Float64Array

/** A typed array with room for more: `length` of `data` is its room, `count` what is in use. */
export class Growing<T extends Column> {
  data: T
  count = 0
  readonly #make: (length: number) => T

  constructor(make: (length: number) => T) {
    this.#make = make
    this.data = make(64)
  }

  push(value: number): void {
    if (this.count === this.data.length) {
      const wider = this.#make(this.data.length * 2)
      wider.set(this.data)
      this.data = wider
    }
    this.data[this.count++] = value
  }

  at(index: number): number {
    return this.data[index] ?? 0
  }

  /** Gives back the room behind `count` when most of it is unused. */
  trim(): void {
    if (this.count * 2 >= this.data.length) return
    const narrower = this.#make(Math.max(64, this.count))
    narrower.set(this.data.subarray(0, this.count))
    this.data = narrower
  }
}

export const growingBytes = () => new Growing((length) => new Uint8Array(length))
export const growingInts = () => new Growing((length) => new Uint32Array(length))
export const growingFloats = () => new Growing((length) => new Float64Array(length))
