import { runStatuses } from '../../../shared/model/run'
import type { RunQuery } from '../../../shared/model/run-query'
import { searchTreeOf } from '../../../shared/search/parse-search'
import { asksForNow, type SearchTree } from '../../../shared/search/search-tree'
import type { SearchContext } from './fill-comparison'
import { keepAnswers } from './kept-answers'
import type { Mask } from './kept-masks'
import { keptOrder, type SlotOrder } from './kept-orders'
import { noProject, type RunIndex } from './run-index'
import { searchMask } from './search-mask'

export interface PickedRuns {
  /** Rows of the database, in the order of the query, from its offset on. */
  readonly rows: readonly number[]
  readonly total: number
  readonly totalUnfiltered: number
  readonly deletedCount: number
}

/** Who scrolls or sorts anew wants the same runs again. 100 kB each for 100 000 runs. */
const keptFilters = keepAnswers<FilteredRuns>(24)

interface FilteredRuns {
  readonly mask: Mask
  readonly total: number
  readonly totalUnfiltered: number
  readonly deletedCount: number
}

/** The runs of a query, by the rules of run-query.ts: the same question asked of SQL gives the same answer. */
export function pickRuns(index: RunIndex, query: RunQuery, context: SearchContext): PickedRuns {
  const { mask, total, totalUnfiltered, deletedCount } = filteredRuns(index, query, context)
  const end = Math.min(total, query.offset + query.limit)
  const slots = query.offset < end ? windowOf(keptOrder(index, query), mask, query.offset, end) : []
  return { rows: slots.map((slot) => index.rows.at(slot)), total, totalUnfiltered, deletedCount }
}

/** The marked slots in that order, from the one numbered `from` to the one before `to`. */
function windowOf(order: SlotOrder, mask: Mask, from: number, to: number): readonly number[] {
  const slots: number[] = []
  let passed = 0
  for (let at = 0; at < order.length && passed < to; at++) {
    const slot = order[at] ?? 0
    if (mask[slot] !== 1) continue
    if (passed >= from) slots.push(slot)
    passed++
  }
  return slots
}

function filteredRuns(index: RunIndex, query: RunQuery, context: SearchContext): FilteredRuns {
  const tree = searchTreeOf(query.text)
  const filter = () => filterRuns(index, query, tree, context)
  if (asksForNow(tree)) return filter()
  const { project, sourceId, experimentId, statuses, lifecycle, text } = query
  const key = JSON.stringify([project, sourceId, experimentId, statuses, lifecycle, text])
  return keptFilters(index, key, filter)
}

function filterRuns(
  index: RunIndex,
  query: RunQuery,
  tree: SearchTree,
  context: SearchContext,
): FilteredRuns {
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
  const mask = new Uint8Array(index.slotCount)
  // The arrays themselves: a call for each of 100 000 slots and five columns is half of the time.
  const [alive, experiments] = [index.alive.data, index.experiments.data]
  const [statuses, deleted] = [index.statuses.data, index.deleted.data]
  let total = 0
  let totalUnfiltered = 0
  let skipped = 0
  for (let slot = 0; slot < mask.length; slot++) {
    if (alive[slot] === 0 || inScope[experiments[slot] ?? 0] === 0) continue
    if (projects !== null && projects[slot] !== project) continue
    if (deleted[slot] === skippedStage) {
      skipped++
      continue
    }
    totalUnfiltered++
    if (isStatus[statuses[slot] ?? 0] === 0) continue
    if (found !== null && found[slot] !== 1) continue
    mask[slot] = 1
    total++
  }
  return { mask, total, totalUnfiltered, deletedCount: query.lifecycle === 'active' ? skipped : 0 }
}
