import { closeSync, openSync, readSync } from 'node:fs'

/** The first bytes of a file; none for what cannot be read. */
export function headBytesOf(path: string, bytes: number): Buffer {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.allocUnsafe(bytes)
      return head.subarray(0, readSync(file, head, 0, bytes, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return Buffer.alloc(0)
  }
}

/** Latin-1, because marks are ASCII and a piece may end within a character; '' for what cannot be read. */
export function headOf(path: string, bytes: number): string {
  return headBytesOf(path, bytes).toString('latin1')
}
