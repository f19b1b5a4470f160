import { runStatuses } from '../../../shared/model/run'
import type { RunQuery } from '../../../shared/model/run-query'
import { firstEntryOf } from './first-entry'
import type { Growing } from './growing'
import { noProject, type RunIndex } from './run-index'
import { wordRank, type TextColumn } from './text-column'

/** What a table can be sorted by. */
export type SortOfRuns = Pick<RunQuery, 'sort' | 'descending'>

/** A number for each slot: the smaller, the earlier; NaN for runs without the value. */
export interface SortKeys {
  at(slot: number): number
  all(): Float64Array
}

/** Null for the order every list ends with. */
export function sortKeys(index: RunIndex, { sort, descending }: SortOfRuns): SortKeys | null {
  const sign = descending ? -1 : 1
  const ofSlots = (valueOf: (slot: number) => number): SortKeys => ({
    at: (slot) => sign * valueOf(slot),
    all() {
      const keys = new Float64Array(index.slotCount)
      for (let slot = 0; slot < keys.length; slot++) keys[slot] = sign * valueOf(slot)
      return keys
    },
  })
  switch (sort) {
    case 'startTime':
      return descending ? null : ofSlots((slot) => index.starts.at(slot))
    case 'endTime':
      return ofSlots((slot) => index.ends.at(slot))
    case 'duration':
      return ofSlots((slot) => index.durationAt(slot))
    case 'name':
      return textKeys(index, index.names, sign)
    case 'userName':
      return textKeys(index, index.users, sign)
    case 'status': {
      const ranks = ranksOf(runStatuses)
      return ofSlots((slot) => ranks[index.statuses.at(slot)] ?? NaN)
    }
    case 'experimentName': {
      const ranks = ranksOf(index.experimentList.map(({ name }) => name.toLowerCase()))
      const isKnown = index.experimentList.map(({ name }) => name !== '')
      return ofSlots((slot) => {
        const at = index.experiments.at(slot)
        return isKnown[at] === true ? (ranks[at] ?? NaN) : NaN
      })
    }
    case 'project': {
      const projects = index.projectsBySlot()
      const ranks = ranksOf(index.projects.map((name) => name.toLowerCase()))
      return ofSlots((slot) => ranks[projects[slot] ?? noProject] ?? NaN)
    }
    default:
      return keyedKeys(index, sort, sign)
  }
}

function keyedKeys(index: RunIndex, sort: string, sign: number): SortKeys | null {
  const dot = sort.indexOf('.')
  const [kind, key] = [sort.slice(0, dot), sort.slice(dot + 1)]
  if (kind === 'metrics') {
    const column = index.metrics.get(key)
    if (column === undefined) return ofNone(index)
    return ofEntries(index, column.slots, (entry) => sign * column.values.at(entry))
  }
  if (kind !== 'params' && kind !== 'tags') return null
  const column =
    kind === 'params' ? index.params.get(key) : (index.tags.get(key) ?? index.systemTags.get(key))
  return column === undefined ? ofNone(index) : textKeys(index, column, sign)
}

function textKeys(index: RunIndex, column: TextColumn, sign: number): SortKeys {
  const { slots, terms } = column
  const ranks = column.ranks()
  return ofEntries(index, slots, (entry) => {
    const rank = ranks[terms.at(entry)] ?? NaN
    // Numbers stand before words in either direction.
    return rank >= wordRank - 1 ? wordRank + sign * (rank - wordRank) : sign * rank
  })
}

function ofNone(index: RunIndex): SortKeys {
  return { at: () => NaN, all: () => new Float64Array(index.slotCount).fill(NaN) }
}

/** Of a column that only some runs have an entry in. */
function ofEntries(index: RunIndex, slots: Growing<Uint32Array>, keyOf: (entry: number) => number): SortKeys {
  return {
    at(slot) {
      const entry = firstEntryOf(slots, slot)
      return entry < slots.count && slots.at(entry) === slot ? keyOf(entry) : NaN
    },
    all() {
      const keys = new Float64Array(index.slotCount).fill(NaN)
      for (let entry = 0; entry < slots.count; entry++) keys[slots.at(entry)] = keyOf(entry)
      return keys
    },
  }
}

/** The place of each text among all of them; equal texts have one place. */
function ranksOf(texts: readonly string[]): Float64Array {
  const order = texts.map((_, at) => at).sort((a, b) => ((texts[a] ?? '') < (texts[b] ?? '') ? -1 : 1))
  const ranks = new Float64Array(texts.length)
  for (const [place, at] of order.entries()) {
    const before = order[place - 1]
    ranks[at] = before !== undefined && texts[before] === texts[at] ? (ranks[before] ?? 0) : place
  }
  return ranks
}
