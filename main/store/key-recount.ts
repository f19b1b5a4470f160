import type { Clock, Timer } from '../../shared/clock'
import type { RunIndex } from './run-index/run-index'
import { keyUses } from './run-index/key-uses'
import type { SqliteDatabase } from './sqlite-binding'

export interface KeyRecount {
  /** Runs are gone, and perhaps the last one that had some key. */
  needed(): void
  /** Runs are other than before, and may have keys that they had not: this can wait for a moment. */
  wanted(): void
  /** Counts anew if that is due, and the index can tell. */
  settle(): void
  dispose(): void
}

/** While runs go on logging, some ms of counting and writing are spent once in so long. */
const patienceMs = 10_000

/**
 * The writer only adds the keys of new runs to `key_use`, since it is not told what a run had before that changes or goes.
 * What the index counts takes its place: once after the start; after runs went, or names of stores that are gone would
 * be suggested for ever; and a while after runs changed, since most of them are first seen before they log anything.
 */
export function createKeyRecount(
  database: SqliteDatabase,
  indexNow: () => RunIndex | null,
  clock: Clock,
  /** It is time to call `settle`. */
  onDue: () => void,
): KeyRecount {
  const clear = database.prepare('DELETE FROM key_use')
  const put = database.prepare('INSERT INTO key_use (kind, key, uses) VALUES (?, ?, ?)')
  let isDue = true
  let timer: Timer | null = null
  const replace = database.transaction((index: RunIndex) => {
    clear.run()
    for (const [kind, uses] of Object.entries(keyUses(index)))
      for (const [key, count] of uses) put.run(kind, key, count)
  })
  return {
    needed() {
      isDue = true
    },
    wanted() {
      timer ??= clock.after(patienceMs, () => {
        timer = null
        isDue = true
        onDue()
      })
    },
    settle() {
      const index = isDue ? indexNow() : null
      if (index === null) return
      replace(index)
      isDue = false
    },
    dispose() {
      timer?.dispose()
    },
  }
}
