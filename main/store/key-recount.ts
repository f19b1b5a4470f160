import type { RunIndex } from './run-index/run-index'
import { keyUses } from './run-index/key-uses'
import type { SqliteDatabase } from './sqlite-binding'

export interface KeyRecount {
  /** Runs are gone, and perhaps the last one that had some key. */
  needed(): void
  /** Counts anew if that is due, and the index can tell. */
  settle(): void
}

/**
 * The writer only adds to `key_use`, since it is not told what a run had that goes. What the index counts takes its
 * place once after the start, and after runs went: else names of stores that are gone would be suggested for ever.
 */
export function createKeyRecount(database: SqliteDatabase, indexNow: () => RunIndex | null): KeyRecount {
  const clear = database.prepare('DELETE FROM key_use')
  const put = database.prepare('INSERT INTO key_use (kind, key, uses) VALUES (?, ?, ?)')
  let isDue = true
  const replace = database.transaction((index: RunIndex) => {
    clear.run()
    for (const [kind, uses] of Object.entries(keyUses(index)))
      for (const [key, count] of uses) put.run(kind, key, count)
  })
  return {
    needed() {
      isDue = true
    },
    settle() {
      const index = isDue ? indexNow() : null
      if (index === null) return
      replace(index)
      isDue = false
    },
  }
}
