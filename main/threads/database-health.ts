import type { AppError } from '../../shared/result'
import type { OnFault } from '../../shared/rpc'
import { databaseTrouble } from '../store/database-trouble'

export interface DatabaseHealth {
  /** For calls that failed: gives the sentence for the screen when the disk or the database is at fault. */
  readonly onFault: OnFault
  /** After something was written: gives it back. */
  written<T>(result: T): T
}

/**
 * Tells once that our database cannot be written, and once that it can again. Every call fails meanwhile, some once a
 * second: neither the screen nor the log is told each time.
 */
export function createDatabaseHealth(
  tell: (trouble: string | null) => void,
  logFault: OnFault,
): DatabaseHealth {
  let told: string | null = null
  function change(trouble: string | null): void {
    if (trouble === told) return
    told = trouble
    tell(trouble)
  }
  return {
    onFault(name, detail, thrown): AppError | null {
      logFault(name, detail, thrown)
      const trouble = databaseTrouble(thrown)
      if (trouble === null) return null
      change(trouble)
      return { code: 'unavailable', message: trouble, detail }
    },
    written(result) {
      change(null)
      return result
    },
  }
}
