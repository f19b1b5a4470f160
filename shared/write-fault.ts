/** The system's own word for what went wrong with a file, such as `ENOSPC`; '' of anything else that was thrown. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}

interface WriteFault {
  /** Completes "<place> …". */
  readonly why: string
  /** What the user can do, as the beginning of a sentence. */
  readonly remedy: string
}

/** Why something cannot be written at a place, and what helps, in words for the screen. */
export function writeFaultOf(code: string): WriteFault {
  switch (code) {
    case 'ENOTDIR':
    case 'EEXIST':
      return { why: 'is no folder: a file lies there', remedy: 'Move that file elsewhere' }
    case 'EISDIR':
      return { why: 'is a folder and should be a file', remedy: 'Move that folder elsewhere' }
    case 'EROFS':
      return { why: 'is on a disk that can only be read', remedy: 'Make that disk writable' }
    case 'EACCES':
    case 'EPERM':
      return { why: 'may not be changed by your user', remedy: 'Give your user the right to change it' }
    case 'ENOSPC':
    case 'EDQUOT':
      return { why: 'is on a disk that is full', remedy: 'Make room there' }
    default:
      return {
        why: code === '' ? 'cannot be written' : `cannot be written (${code})`,
        remedy: 'Check that disk',
      }
  }
}

/** `place` as in "Sextant's data folder /Users/ada/…". */
export function writeFaultSentence(place: string, code: string): string {
  const { why, remedy } = writeFaultOf(code)
  return `${place} ${why}. ${remedy}, then start Sextant again.`
}
