import { setImmediate } from 'node:timers/promises'
import type { PastSample } from '../hardware/simulated-past'
import { createSampleHistory, usualRetention } from '../store/sample-history'
import type { SqliteDatabase } from '../store/sqlite-binding'

/** A slice takes some 20 ms: the window's questions come in between. */
const samplesPerSlice = 60

/** Puts a made-up past in place of the recorded one. Full resolution is left to what comes live. */
export async function recordPast(database: SqliteDatabase, past: Iterable<PastSample>): Promise<void> {
  const history = createSampleHistory(database, { keepsRaw: false })
  history.prune(Infinity, usualRetention)
  let slice: PastSample[] = []
  const write = database.transaction(() => {
    for (const { takenAt, values } of slice) history.append(takenAt, values)
    slice = []
  })
  for (const sample of past) {
    slice.push(sample)
    if (slice.length < samplesPerSlice) continue
    write()
    await setImmediate()
    // The app may have ended meanwhile.
    if (!database.open) return
  }
  write()
}
