/** SQLite's own word for what went wrong, such as `SQLITE_FULL`; '' of anything else that was thrown. */
export function sqliteCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
}

/** The file is no sound database: reading or writing it again will not help. */
export function isDamage(thrown: unknown): boolean {
  const code = sqliteCode(thrown)
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}

export function isLock(thrown: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(thrown))
}

export function isFullDisk(thrown: unknown): boolean {
  return /^SQLITE_(FULL|IOERR_SHMSIZE)/.test(sqliteCode(thrown))
}

const goesOn = 'What it has is safe, and it goes on by itself'

/** One sentence when the disk or our database file is at fault, and not what was to be written; else null. */
export function databaseTrouble(thrown: unknown): string | null {
  if (isFullDisk(thrown))
    return `The disk is full, so Sextant takes in no new runs, hardware history or alerts. ${goesOn} when there is room again.`
  if (isLock(thrown))
    return `Another program holds Sextant's own database, so nothing new is taken in. ${goesOn} when the database is free.`
  if (isDamage(thrown))
    return "Sextant's own database is damaged, so nothing new is taken in. Quit Sextant and start it again."
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN)/.test(sqliteCode(thrown)))
    return `Sextant's own database cannot be written, so nothing new is taken in: check its disk. ${goesOn} when it can.`
  return null
}
