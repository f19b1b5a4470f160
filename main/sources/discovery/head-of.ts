import { closeSync, openSync, readSync } from 'node:fs'

/** Latin-1, because marks are ASCII and a piece may end within a character; '' for what cannot be read. */
export function headOf(path: string, bytes: number): string {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.allocUnsafe(bytes)
      return head.toString('latin1', 0, readSync(file, head, 0, bytes, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return ''
  }
}
