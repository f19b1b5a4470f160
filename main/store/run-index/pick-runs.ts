import { runStatuses } from '../../../shared/model/run'
import type { RunQuery } from '../../../shared/model/run-query'
import { searchTreeOf } from '../../../shared/search/parse-search'
import { asksForNow, type SearchTree } from '../../../shared/search/search-tree'
import { keepAnswers } from './kept-answers'
import { noProject, type RunIndex } from './run-index'
import type { SearchContext } from './fill-comparison'
import { searchMask } from './search-mask'
import { sortedWindow } from './select-window'
import { wordRank, type TextColumn } from './text-column'

export interface PickedRuns {
  /** Rows of the database, in the order of the query, from its offset on. */
  readonly rows: readonly number[]
  readonly total: number
  readonly totalUnfiltered: number
}

/** Who scrolls, filters or sorts anew wants the same order or the same runs again. 800 and 400 kB each for 100 000 runs. */
const keptKeys = keepAnswers<SortKeys | null>(6)
const keptSlots = keepAnswers<FilteredSlots>(6)

interface FilteredSlots {
  readonly slots: Uint32Array
  readonly totalUnfiltered: number
}

interface SortKeys {
  /** By slot: the smaller, the earlier; NaN for runs without the value. */
  readonly keys: Float64Array
  readonly isAnyMissing: boolean
}

/** The runs of a query, by the rules of run-query.ts: the same question asked of SQL gives the same answer. */
export function pickRuns(index: RunIndex, query: RunQuery, context: SearchContext): PickedRuns {
  const { totalUnfiltered, ...filtered } = filteredSlots(index, query, context)
  // What is kept stays as it is: picking a window changes the order of what it picks from.
  const slots = filtered.slots.slice()
  const sorted = keptKeys(index, `${query.descending} ${query.sort}`, () => {
    const keys = sortKeys(index, query)
    return keys === null ? null : { keys, isAnyMissing: keys.some((key) => Number.isNaN(key)) }
  })
  const compare = comparatorOf(index, sorted?.keys ?? null)
  const [from, to] = [query.offset, query.offset + query.limit]
  const picked = (page: Iterable<number>): PickedRuns => ({
    rows: Array.from(page, (slot) => index.rows.at(slot)),
    total: slots.length,
    totalUnfiltered,
  })
  if (sorted?.isAnyMissing !== true) return picked(sortedWindow(slots, from, to, compare))
  // Runs without the value come last in either direction.
  const [present, missing] = partition(slots, sorted.keys)
  const page = sortedWindow(present, from, to, compare)
  if (page.length === query.limit) return picked(page)
  const rest = [from, to].map((at) => Math.max(0, at - present.length)) as [number, number]
  return picked([...page, ...sortedWindow(missing, ...rest, comparatorOf(index, null))])
}

function filteredSlots(index: RunIndex, query: RunQuery, context: SearchContext): FilteredSlots {
  const tree = searchTreeOf(query.text)
  const filter = () => filterSlots(index, query, tree, context)
  if (asksForNow(tree)) return filter()
  const { project, sourceId, experimentId, statuses, lifecycle, text } = query
  const key = JSON.stringify([project, sourceId, experimentId, statuses, lifecycle, text])
  return keptSlots(index, key, filter)
}

function partition(slots: Uint32Array, keys: Float64Array): readonly [Uint32Array, Uint32Array] {
  const missing = new Uint32Array(slots.length)
  let [has, lacks] = [0, 0]
  for (const slot of slots) {
    if (Number.isNaN(keys[slot])) missing[lacks++] = slot
    else slots[has++] = slot
  }
  return [slots.subarray(0, has), missing.subarray(0, lacks)]
}

function filterSlots(
  index: RunIndex,
  query: RunQuery,
  tree: SearchTree,
  context: SearchContext,
): FilteredSlots {
  const inScope = Uint8Array.from(index.experimentList, ({ sourceId, experimentId }) => {
    const isSource = query.sourceId === null || sourceId === query.sourceId
    return isSource && (query.experimentId === null || experimentId === query.experimentId) ? 1 : 0
  })
  const projects = query.project === null ? null : index.projectsBySlot()
  const project = query.project === null ? noProject : index.project(query.project)
  const isStatus = Uint8Array.from(runStatuses, (status) =>
    query.statuses.length === 0 || query.statuses.includes(status) ? 1 : 0,
  )
  const skippedStage = query.lifecycle === 'all' ? 2 : query.lifecycle === 'active' ? 1 : 0
  const found = searchMask(index, tree, context)
  const slots = new Uint32Array(index.slotCount)
  // The arrays themselves: a call for each of 100 000 slots and five columns is half of the time.
  const [alive, experiments] = [index.alive.data, index.experiments.data]
  const [statuses, deleted] = [index.statuses.data, index.deleted.data]
  let count = 0
  let totalUnfiltered = 0
  for (let slot = 0; slot < slots.length; slot++) {
    if (alive[slot] === 0 || inScope[experiments[slot] ?? 0] === 0) continue
    if (projects !== null && projects[slot] !== project) continue
    totalUnfiltered++
    if (isStatus[statuses[slot] ?? 0] === 0 || deleted[slot] === skippedStage) continue
    if (found === null || found[slot] === 1) slots[count++] = slot
  }
  return { slots: slots.slice(0, count), totalUnfiltered }
}

/** By slot: the smaller, the earlier; NaN for runs without the value. Null for the order every list ends with. */
function sortKeys(index: RunIndex, { sort, descending }: RunQuery): Float64Array | null {
  const sign = descending ? -1 : 1
  const ofSlots = (valueOf: (slot: number) => number) => {
    const keys = new Float64Array(index.slotCount)
    for (let slot = 0; slot < keys.length; slot++) keys[slot] = sign * valueOf(slot)
    return keys
  }
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

function keyedKeys(index: RunIndex, sort: string, sign: number): Float64Array | null {
  const dot = sort.indexOf('.')
  const [kind, key] = [sort.slice(0, dot), sort.slice(dot + 1)]
  const missing = () => new Float64Array(index.slotCount).fill(NaN)
  if (kind === 'metrics') {
    const keys = missing()
    const column = index.metrics.get(key)
    for (let entry = 0; entry < (column?.slots.count ?? 0); entry++)
      keys[column?.slots.at(entry) ?? 0] = sign * (column?.values.at(entry) ?? NaN)
    return keys
  }
  if (kind !== 'params' && kind !== 'tags') return null
  const column =
    kind === 'params' ? index.params.get(key) : (index.tags.get(key) ?? index.systemTags.get(key))
  return column === undefined ? missing() : textKeys(index, column, sign)
}

function textKeys(index: RunIndex, column: TextColumn, sign: number): Float64Array {
  const keys = new Float64Array(index.slotCount).fill(NaN)
  const ranks = column.ranks()
  const { slots, terms } = column
  for (let entry = 0; entry < slots.count; entry++) {
    const rank = ranks[terms.at(entry)] ?? NaN
    // Numbers stand before words in either direction.
    keys[slots.at(entry)] = rank >= wordRank - 1 ? wordRank + sign * (rank - wordRank) : sign * rank
  }
  return keys
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

/** Equal ones newest first, then as they came into the database. */
function comparatorOf(index: RunIndex, keys: Float64Array | null): (a: number, b: number) => number {
  const starts = index.starts.data
  const rows = index.rows.data
  return (a, b) => {
    if (keys !== null) {
      const [left, right] = [keys[a] ?? 0, keys[b] ?? 0]
      if (left < right) return -1
      if (left > right) return 1
    }
    const [started, other] = [starts[a] ?? NaN, starts[b] ?? NaN]
    if (started > other) return -1
    if (started < other) return 1
    const byKnown = Number(Number.isNaN(started)) - Number(Number.isNaN(other))
    return byKnown !== 0 ? byKnown : (rows[a] ?? 0) - (rows[b] ?? 0)
  }
}
