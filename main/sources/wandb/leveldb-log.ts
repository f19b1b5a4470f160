import { crc32 } from 'node:zlib'

/**
 * The container of .wandb files (wandb-core's leveldb log, after https://github.com/google/leveldb/blob/main/doc/log_format.md):
 * seven bytes `:W&B`, 0xBEE1, version 0; then blocks of 32 KiB of fragments: CRC-32 (IEEE, over type and data), length,
 * type 1 whole, 2 first, 3 middle, 4 last. A block ends with zeros where no fragment's head fits.
 */
const blockBytes = 32_768
const headBytes = 7
const ident = Buffer.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0])

export interface LogTaker {
  record(bytes: Buffer): void
  /** Bytes that belong to no record: they fail their checksum, or are parts without a beginning. */
  damaged(): void
}

/** A class, since it is a position and a record in parts: fed with bytes as they come. */
export class LevelLog {
  /** The file does not begin as .wandb files do. */
  isForeign = false
  #at = 0
  /** Parts of the record that is being put together; null when there is none. */
  #parts: Buffer[] | null = null

  /** Takes whole fragments from `bytes`, which go on where the last call stopped; gives how many bytes it took. */
  read(bytes: Buffer, taker: LogTaker): number {
    let at = 0
    if (this.#at === 0) {
      if (bytes.length < ident.length) return 0
      this.isForeign = !bytes.subarray(0, ident.length).equals(ident)
      if (this.isForeign) return 0
      at = ident.length
    }
    for (;;) {
      const position = this.#at + at
      const left = blockBytes - (position % blockBytes)
      if (left < headBytes) {
        if (at + left > bytes.length) break
        at += left
        continue
      }
      if (at + headBytes > bytes.length) break
      const length = bytes.readUInt16LE(at + 4)
      const type = bytes[at + 6] ?? 0
      if (length > left - headBytes || type > 4 || (type === 0 && length > 0)) {
        // Where the next fragment begins is not known, but where the next block does is.
        if (at + left > bytes.length) break
        this.#drop(taker)
        at += left
        continue
      }
      if (at + headBytes + length > bytes.length) break
      this.#fragment(bytes, at, length, type, taker)
      at += headBytes + length
    }
    this.#at += at
    return at
  }

  #fragment(bytes: Buffer, at: number, length: number, type: number, taker: LogTaker): void {
    if (type === 0) return
    const start = at + headBytes
    // Type and data lie side by side.
    if (crc32(bytes.subarray(at + 6, start + length)) !== bytes.readUInt32LE(at)) {
      this.#drop(taker)
      return
    }
    const data = bytes.subarray(start, start + length)
    if (type === 1) {
      if (this.#parts !== null) this.#drop(taker)
      taker.record(data)
      return
    }
    if (type === 2) {
      if (this.#parts !== null) this.#drop(taker)
      // The buffer is used again before the rest comes.
      this.#parts = [Buffer.from(data)]
      return
    }
    if (this.#parts === null) {
      taker.damaged()
      return
    }
    this.#parts.push(Buffer.from(data))
    if (type !== 4) return
    const whole = Buffer.concat(this.#parts)
    this.#parts = null
    taker.record(whole)
  }

  #drop(taker: LogTaker): void {
    this.#parts = null
    taker.damaged()
  }
}
