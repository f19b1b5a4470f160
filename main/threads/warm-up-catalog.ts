import { setImmediate } from 'node:timers/promises'
import * as v from 'valibot'
import type { Clock } from '../../shared/clock'
import { RunQuerySchema } from '../../shared/model/run-query'
import { createCatalog } from '../store/catalog'
import { openAppDatabase } from '../store/open'
import type { WarmUpContent } from './contract'

interface WarmUpCatalogOptions {
  readonly clock: Clock
  /** Asked before each piece of work. */
  readonly isWanted: () => boolean
}

/**
 * Keeps and lists, in memory and a piece a turn, what was read to warm up (see warm-up.ts). Returns how many runs were
 * listed; null when it was called off.
 */
export async function warmUpCatalog(
  { specs, batches }: WarmUpContent,
  { clock, isWanted }: WarmUpCatalogOptions,
): Promise<number | null> {
  await setImmediate()
  if (!isWanted()) return null
  const { database } = openAppDatabase({ path: ':memory:', now: clock.now(), log: () => {} })
  const catalog = createCatalog({ database, clock, onSummary: () => {}, onRunsChanged: () => {} })
  try {
    catalog.setSources(specs, [])
    for (const spec of specs) {
      for (const batch of batches) {
        await setImmediate()
        if (!isWanted()) return null
        catalog.apply(spec.id, 1, batch)
      }
    }
    await setImmediate()
    return isWanted() ? catalog.listRuns(v.parse(RunQuerySchema, { limit: 100 })).rows.length : null
  } finally {
    catalog.dispose()
    database.close()
  }
}
