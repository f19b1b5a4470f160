import { entriesIn, isFolder, isSameStamp, stampOf } from '../files'
import type { FileStamp } from '../files'
import type { Pacer } from '../pacer'
import { isUnsettled } from './folder-node'
import { noTraceMemory, type TraceMemory } from './trace-memory'
import { readTraceStart, startUnknown, type TraceStart } from './trace-start'

/** A trace in the order of an experiment's. */
export interface TraceMark {
  readonly name: string
  readonly startedAt: number
}

export interface TraceShelf {
  /**
   * At most so many traces of a `traces` folder, newest first, from behind `after`. Throws errors of the file system,
   * and the signal's reason when it was called off; what was read until then is kept.
   */
  newest(
    folder: string,
    window: { readonly after: TraceMark | null; readonly limit: number },
    pacer: Pacer,
  ): Promise<readonly TraceMark[]>
}

interface Place extends TraceMark {
  readonly stamp: FileStamp
  /** When it was found to be that of the file. */
  checkedAt: number
  /** The look that saw it last. */
  look: number
}

const noneRemembered: ReadonlyMap<string, TraceStart> = new Map()

interface Experiment {
  readonly places: Map<string, Place>
  /** What an earlier start of the app kept, until a first look is over; null before it was asked for. */
  remembered: ReadonlyMap<string, TraceStart> | null
  /** Of the folder when all of it had been looked at; null when it may have changed unseen. */
  stamp: FileStamp | null
}

/** A trace's start does not change; that somebody edits it by hand is seen so much later at most. */
const trustedMs = 60_000

/** When more than a so-many-th of the traces are new or gone, they are kept anew. */
const mostNews = 20

/** Of all experiments together, at about 250 bytes each; one experiment may hold more alone. */
const mostKept = 200_000

/**
 * When traces began: their files say so and nothing else does, neither names nor times of change, for a store may have
 * been copied. So each file is read once, and kept, also for the next start of the app; its stamp is looked at once a minute while somebody looks, and behind
 * the first page nothing is while no trace came or went. Nothing is sorted: a page is the best of all, in one pass.
 */
export function createTraceShelf(now: () => number, memory: TraceMemory = noTraceMemory): TraceShelf {
  /** Asked for last comes last. */
  const experiments = new Map<string, Experiment>()
  let looks = 0

  function experimentOf(folder: string): Experiment {
    const experiment = experiments.get(folder) ?? {
      places: new Map<string, Place>(),
      remembered: null,
      stamp: null,
    }
    experiments.delete(folder)
    experiments.set(folder, experiment)
    return experiment
  }

  async function look(folder: string, experiment: Experiment, pacer: Pacer): Promise<void> {
    const mine = ++looks
    const { places } = experiment
    const remembered = (experiment.remembered ??= await memory.load(folder, pacer))
    const stamp = stampOf(folder)
    let news = 0
    for (const entry of entriesIn(folder)) {
      if (pacer.isDue()) await pacer.rest()
      if (!isFolder(folder, entry)) continue
      const { name } = entry
      const path = `${folder}/${name}/trace_info.yaml`
      const held = places.get(name)
      // Two looks may be under way at once.
      const seen = Math.max(mine, held?.look ?? 0)
      if (held !== undefined && isStill(held, path)) {
        held.look = seen
        continue
      }
      const known = held === undefined ? remembered.get(name) : undefined
      const read = known ?? readTraceStart(path)
      if (read === null) continue
      if (known === undefined) news++
      // The stamp of what was kept is looked at by the next look: the first one is waited for.
      places.set(name, {
        ...read,
        name,
        look: seen,
        checkedAt: now() - (known === undefined ? 0 : trustedMs),
      })
    }
    for (const [name, place] of places) {
      if (place.look < mine && places.delete(name)) news++
      if (pacer.isDue()) await pacer.rest()
    }
    experiment.stamp = stamp !== null && isUnsettled(stamp.mtimeMs, now()) ? null : stamp
    experiment.remembered = noneRemembered
    // Not awaited: the page goes first. A few that came are read again in a moment.
    if (news > places.size / mostNews) void memory.keep(folder, knownStarts(places))
  }

  function isStill(place: Place, path: string): boolean {
    const at = now()
    if (place.startedAt !== startUnknown && Math.abs(at - place.checkedAt) < trustedMs) return true
    place.checkedAt = at
    return isSameStamp(place.stamp, stampOf(path))
  }

  function makeRoom(): void {
    let count = 0
    for (const { places } of experiments.values()) count += places.size
    for (const [folder, { places }] of experiments) {
      if (count <= mostKept || experiments.size === 1) return
      experiments.delete(folder)
      count -= places.size
    }
  }

  return {
    async newest(folder, { after, limit }, pacer) {
      const experiment = experimentOf(folder)
      const isKnown = experiment.stamp !== null && isSameStamp(experiment.stamp, stampOf(folder))
      if (after === null || !isKnown) await look(folder, experiment, pacer)
      makeRoom()
      const best: TraceMark[] = []
      for (const place of experiment.places.values()) {
        if (pacer.isDue()) await pacer.rest()
        if (after === null || newestFirst(place, after) > 0) putAmong(best, place, limit)
      }
      return best
    },
  }
}

function knownStarts(places: ReadonlyMap<string, Place>): ReadonlyMap<string, TraceStart> {
  return new Map([...places].filter(([, { startedAt }]) => startedAt !== startUnknown))
}

function newestFirst(a: TraceMark, b: TraceMark): number {
  return b.startedAt - a.startedAt || (a.name < b.name ? 1 : a.name > b.name ? -1 : 0)
}

/** Keeps `best` in order and no longer than `limit`. */
function putAmong(best: TraceMark[], place: TraceMark, limit: number): void {
  const last = best.at(-1)
  if (best.length === limit && last !== undefined && newestFirst(place, last) >= 0) return
  let [from, to] = [0, best.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const there = best[middle]
    if (there !== undefined && newestFirst(there, place) < 0) from = middle + 1
    else to = middle
  }
  best.splice(from, 0, place)
  if (best.length > limit) best.pop()
}
