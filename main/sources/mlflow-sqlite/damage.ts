import { basename } from 'node:path'
import type { Problem } from '../../../shared/model/source'
import { isDamage } from './fault'

/** Parts of the database that SQLite calls malformed, while the rest can be read. */
export interface Damage {
  /** Runs `read`; damage in it is noted under the table's name, anything else is thrown on. */
  guard(table: string, read: () => Promise<void>): Promise<void>
  problems(): readonly Problem[]
  clear(): void
}

export function createDamage(sourceId: string, location: string): Damage {
  const problems = new Map<string, Problem>()
  return {
    async guard(table, read) {
      try {
        await read()
      } catch (thrown) {
        if (!isDamage(thrown)) throw thrown
        problems.set(table, {
          sourceId,
          location: `${location}#${table}`,
          code: 'corrupt',
          message: `Table ${table} of ${basename(location)} is damaged; what it still gives is shown, the rest is missing.`,
          detail: String(thrown),
        })
      }
    },
    problems: () => [...problems.values()],
    clear: () => problems.clear(),
  }
}
