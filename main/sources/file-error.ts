import { describeThrown } from '../../shared/result'
import type { AppError } from '../../shared/result'

/** Node's code of a failed file operation (`ENOENT` …), or null for anything else that was thrown. */
export function errnoOf(thrown: unknown): string | null {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  return typeof code === 'string' && code.startsWith('E') ? code : null
}

/** It was there a moment ago, or never was. */
export function isGone(thrown: unknown): boolean {
  const code = errnoOf(thrown)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** The sentence for a file or folder that could not be read; a thrown bug is thrown on. */
export function fileError(thrown: unknown, path: string): AppError {
  const code = errnoOf(thrown)
  if (code === null) throw thrown
  const detail = describeThrown(thrown)
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { code: 'not-found', message: `${path} is not there.`, detail }
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'permission',
        message: `Reading ${path} is not allowed; give access to it in System Settings under Privacy & Security, Files and Folders.`,
        detail,
      }
    case 'EFBIG':
      return {
        code: 'unsupported',
        message: `${path} is larger than a file of its kind can be; it is left out.`,
        detail,
      }
    case 'EISDIR':
    case 'ELOOP':
      return { code: 'corrupt', message: `${path} is not a file.`, detail }
    default:
      return {
        code: 'unavailable',
        message: `${path} cannot be read now (${code}); it is tried again.`,
        detail,
      }
  }
}
