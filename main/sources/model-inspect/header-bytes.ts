import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { statOf } from '../files'

/** The beginning of a file, read piece by piece and never beyond a budget: weights are not what we came for. */
export interface HeaderBytes {
  readonly sizeBytes: number
  /** Exactly `length` bytes from `from`. Throws HeaderFault beyond the end or the budget. */
  read(from: number, length: number): Uint8Array
}

/** What is wrong with a header, in words that complete "<file> …". Caught where a file is inspected. */
export class HeaderFault extends Error {
  override readonly name = 'HeaderFault'
}

/** Vocabularies of 256 000 words make GGUF headers of 10 MB; nothing honest is longer than this. */
export const headerBudgetBytes = 32 * 2 ** 20

export function headerOf(
  sizeBytes: number,
  readAt: (from: number, into: Uint8Array) => number,
  budgetBytes = headerBudgetBytes,
): HeaderBytes {
  let left = budgetBytes
  return {
    sizeBytes,
    read(from, length) {
      if (!Number.isSafeInteger(from) || !Number.isSafeInteger(length) || from < 0 || length < 0) {
        throw new HeaderFault('names a place that no file can have')
      }
      if (from + length > sizeBytes) throw new HeaderFault('ends in the middle of its header')
      if (length > left) throw new HeaderFault(`has a header of more than ${budgetBytes / 2 ** 20} MB`)
      left -= length
      const bytes = new Uint8Array(length)
      for (let done = 0; done < length;) {
        const count = readAt(from + done, bytes.subarray(done))
        if (count <= 0) throw new HeaderFault('became shorter while it was read')
        done += count
      }
      return bytes
    },
  }
}

export function headerOfBytes(bytes: Uint8Array, budgetBytes = headerBudgetBytes): HeaderBytes {
  return headerOf(
    bytes.length,
    (from, into) => {
      into.set(bytes.subarray(from, from + into.length))
      return Math.min(into.length, bytes.length - from)
    },
    budgetBytes,
  )
}

/** Runs `work` over the open file. Null when there is no such file, or it is none. Other faults of the disk throw. */
export function withHeader<T>(path: string, work: (header: HeaderBytes) => T): T | null {
  // Asked first, and opened without waiting: opening a pipe would hold the thread.
  if (statOf(path)?.isFile() !== true) return null
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return work(headerOf(fstatSync(file).size, (from, into) => readSync(file, into, 0, into.length, from)))
  } finally {
    closeSync(file)
  }
}
