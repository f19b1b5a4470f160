import type { MetricSeries } from '../../../shared/model/run'
import type { Pacer } from '../pacer'
import type { LogFormat, RunPlace, RunSink } from './log-format'
import { PointColumns } from './point-columns'
import { tailFile } from './tail-file'
import type { FileTail } from './tail-file'

/** Points of one file, of the keys that were asked for. */
class ColumnsSink implements RunSink {
  readonly columns = new Map<string, PointColumns>()
  restartStep = Infinity

  constructor(keys: Iterable<string>) {
    for (const key of keys) this.columns.set(key, new PointColumns())
  }

  point(key: string, step: number, timestamp: number, value: number): void {
    this.columns.get(key)?.add(step, timestamp, value)
  }

  restart(step: number): void {
    this.restartStep = Math.min(this.restartStep, step)
    for (const columns of this.columns.values()) columns.dropFrom(step)
  }

  param(): void {}
  tag(): void {}
  mark(): void {}
  malformed(): void {}
}

interface Entry {
  readonly keys: ReadonlySet<string>
  readonly tails: Map<string, FileTail<ColumnsSink>>
}

/** 24 bytes each: at most 48 MB are held for the runs on screen. */
const mostPoints = 2_000_000

export interface SeriesCache {
  read(place: RunPlace, keys: readonly string[], pacer: Pacer): Promise<readonly MetricSeries[]>
  forget(runId: string): void
}

/**
 * Histories of the runs asked for last. A log holds all metrics in one file, so drawing ten more points of one of
 * them must not read all of it again: what was read is kept, and only what was added is read.
 */
export function createSeriesCache(format: LogFormat, now: () => number): SeriesCache {
  const entries = new Map<string, Entry>()

  function entryFor(runId: string, keys: readonly string[]): Entry {
    const known = entries.get(runId)
    if (known !== undefined && keys.every((key) => known.keys.has(key))) return known
    return { keys: new Set([...(known?.keys ?? []), ...keys]), tails: new Map() }
  }

  function keep(runId: string, entry: Entry): void {
    entries.delete(runId)
    entries.set(runId, entry)
    let points = 0
    for (const [id, one] of [...entries].reverse()) {
      points += pointsOf(one)
      if (points > mostPoints && id !== runId) entries.delete(id)
    }
    if (pointsOf(entry) > mostPoints) entries.delete(runId)
  }

  return {
    async read(place, keys, pacer) {
      const entry = entryFor(place.runId, keys)
      for (const file of place.files) {
        const make = () => {
          const sink = new ColumnsSink(entry.keys)
          return { sink, decoder: format.open(file, sink) }
        }
        const tail = await tailFile(file, entry.tails.get(file.path), make, pacer, now())
        if (tail === null) entry.tails.delete(file.path)
        else entry.tails.set(file.path, tail)
      }
      keep(place.runId, entry)
      return keys.map((key) => joined(place, entry, key).series(key))
    },
    forget: (runId) => void entries.delete(runId),
  }
}

function joined(place: RunPlace, entry: Entry, key: string): PointColumns {
  const sinks = place.files.flatMap((file) => entry.tails.get(file.path)?.sink ?? [])
  const only = sinks.length === 1 ? sinks[0]?.columns.get(key) : undefined
  if (only !== undefined) return only
  const whole = new PointColumns()
  for (const { columns, restartStep } of sinks) {
    // A restart in a later file voids what earlier ones hold.
    whole.dropFrom(restartStep)
    const part = columns.get(key)
    if (part !== undefined) whole.append(part)
  }
  return whole
}

function pointsOf(entry: Entry): number {
  let points = 0
  for (const { sink } of entry.tails.values()) {
    for (const columns of sink.columns.values()) points += columns.count
  }
  return points
}
