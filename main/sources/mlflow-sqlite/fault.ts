import { basename } from 'node:path'
import type { AppError, ErrorCode } from '../../../shared/result'

/** A fault of the store that no SQLite or file system error says by itself. Becomes a failed Result at the edge. */
export class StoreFault extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.name = 'StoreFault'
    this.code = code
  }
}

export interface FaultContext {
  readonly location: string
  /** When the store was last read whole, or null. Epoch ms. */
  readonly lastReadAt: number | null
}

/** One sentence and a code for anything the store or the disk can throw; null for what is a bug of ours. */
export function faultOf(thrown: unknown, context: FaultContext): AppError | null {
  if (!(thrown instanceof Error)) return null
  const name = basename(context.location)
  const detail = `${context.location}: ${thrown.message}`
  if (thrown instanceof StoreFault) return { code: thrown.code, message: thrown.message }
  const code = errorCodeOf(thrown)
  if (code === null) return null
  const said = code.startsWith('SQLITE_') ? sqliteFault(code, name, context) : fileFault(code, name)
  return said === null ? null : { ...said, detail: `${code} ${detail}` }
}

export function stoppedFault(signal: AbortSignal): StoreFault {
  const reason: unknown = signal.reason
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError'
  return isTimeout
    ? new StoreFault('timeout', 'Reading the database took too long and was stopped.')
    : new StoreFault('cancelled', 'Reading the database was stopped.')
}

/** SQLITE_BUSY and its kin: somebody holds the lock just now, and asking again soon is the remedy. */
export function isBusy(thrown: unknown): boolean {
  const code = errorCodeOf(thrown)
  return code !== null && /^SQLITE_(BUSY|LOCKED)/.test(code)
}

/** Pages that contradict each other: one table may be lost while the others are whole. */
export function isDamage(thrown: unknown): boolean {
  const code = errorCodeOf(thrown)
  return code !== null && /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ|FORMAT)/.test(code)
}

function errorCodeOf(thrown: unknown): string | null {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  return typeof code === 'string' && !(thrown instanceof StoreFault) ? code : null
}

function sqliteFault(code: string, name: string, { lastReadAt }: FaultContext): AppError | null {
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) {
    const meanwhile =
      lastReadAt === null
        ? 'it is read as soon as it is free'
        : `showing what was read at ${clockTime(lastReadAt)}`
    return { code: 'locked', message: `${name} is being written to; ${meanwhile}.` }
  }
  // A hot journal: its writer died in the middle of a commit, and only a writer may roll it back.
  if (code.startsWith('SQLITE_READONLY')) {
    return {
      code: 'locked',
      message: `A write to ${name} was cut off half-way; start MLflow on it once to put it right.`,
    }
  }
  if (code.startsWith('SQLITE_NOTADB')) {
    return { code: 'unsupported', message: `${name} is not an SQLite database, or it is encrypted.` }
  }
  if (/^SQLITE_(CORRUPT|IOERR_SHORT_READ|FORMAT)/.test(code)) {
    return { code: 'corrupt', message: `${name} is damaged: SQLite cannot make sense of its pages.` }
  }
  if (/^SQLITE_(PERM|AUTH|CANTOPEN)/.test(code)) return fileFault('EACCES', name)
  if (/^SQLITE_(IOERR|FULL|NOMEM|TOOBIG)/.test(code)) return fileFault('EIO', name)
  if (code === 'SQLITE_ERROR') {
    return {
      code: 'unsupported',
      message: `${name} does not hold MLflow's tables in a form known to Sextant.`,
    }
  }
  return null
}

function fileFault(code: string, name: string): AppError | null {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { code: 'not-found', message: `${name} is not there.` }
    case 'EACCES':
    case 'EPERM':
      return { code: 'permission', message: `Sextant is not allowed to read ${name}.` }
    case 'ENOSPC':
      return {
        code: 'unavailable',
        message: `There is no room for the copy from which ${name} has to be read.`,
      }
    default:
      return /^E[A-Z]+$/.test(code)
        ? { code: 'unavailable', message: `${name} could not be read from its disk.` }
        : null
  }
}

function clockTime(epochMs: number): string {
  const date = new Date(epochMs)
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
