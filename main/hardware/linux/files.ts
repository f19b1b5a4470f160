import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The few reads that the readers of /proc and /sys need; the root is another one in tests. */
export interface SystemFiles {
  /** Null when the file is not there or may not be read. */
  text(path: string): string | null
  /** Empty when the folder is not there. */
  names(path: string): readonly string[]
}

export function systemFiles(root = '/'): SystemFiles {
  return {
    text(path) {
      try {
        return readFileSync(join(root, path), 'latin1')
      } catch {
        return null
      }
    },
    names(path) {
      try {
        return readdirSync(join(root, path)).sort()
      } catch {
        return []
      }
    },
  }
}

/** A file that holds one number, as those of /sys do. */
export function numberIn(files: SystemFiles, path: string): number | null {
  const text = files.text(path)?.trim() ?? ''
  const value = text === '' ? NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

/** 4096 nearly everywhere; 16384 and 65536 exist on ARM. */
export function pageBytesOf(files: SystemFiles): number {
  const match = /^KernelPageSize: +(\d+) kB$/m.exec(files.text('proc/self/smaps') ?? '')
  return match === null ? 4096 : Number(match[1]) * 1024
}
