import { toJson } from '../../../shared/json'
import { runStatuses } from '../../../shared/model/run'
import type { SearchTree } from '../../../shared/search/search-tree'
import { fillComparison, type SearchContext } from './fill-comparison'
import { keptMask, type Mask } from './kept-masks'
import type { RunIndex } from './run-index'
import type { TextColumn } from './text-column'

/** The runs that match; null when all do. */
export function searchMask(index: RunIndex, tree: SearchTree, context: SearchContext): Mask | null {
  if (tree.kind === 'all' && tree.of.length === 0) return null
  return maskOf(index, tree, context)
}

function maskOf(index: RunIndex, tree: SearchTree, context: SearchContext): Mask {
  switch (tree.kind) {
    case 'all':
      return combined(index, tree.of, context, (all, one) => {
        for (let slot = 0; slot < all.length; slot++) all[slot] = (all[slot] ?? 0) & (one[slot] ?? 0)
      })
    case 'any':
      return combined(index, tree.of, context, (all, one) => {
        for (let slot = 0; slot < all.length; slot++) all[slot] = (all[slot] ?? 0) | (one[slot] ?? 0)
      })
    case 'not': {
      const mask = maskOf(index, tree.of, context).slice(0, index.slotCount)
      for (let slot = 0; slot < mask.length; slot++) mask[slot] = (mask[slot] ?? 0) ^ 1
      return mask
    }
    case 'word':
      return keptMask(index, toJson(tree), (mask, from) => fillWord(index, tree.word, mask, from))
    case 'compare': {
      const fill = (mask: Mask, from: number) =>
        fillComparison({ index, test: tree.test, context, mask, from }, tree.field)
      if (tree.test.kind !== 'ago') return keptMask(index, toJson(tree), fill)
      // "7 days ago" is another moment each time.
      const mask = new Uint8Array(index.slotCount)
      fill(mask, 0)
      return mask
    }
  }
}

function combined(
  index: RunIndex,
  parts: readonly SearchTree[],
  context: SearchContext,
  combine: (all: Mask, one: Mask) => void,
): Mask {
  let all: Mask | null = null
  for (const part of parts) {
    const mask = maskOf(index, part, context)
    if (all === null) all = mask.slice(0, index.slotCount)
    else combine(all, mask)
  }
  return all ?? new Uint8Array(index.slotCount).fill(1)
}

/** Runs in whose name, id, user, status, experiment, parameters or tags the word is found. */
function fillWord(index: RunIndex, word: string, mask: Mask, from: number): void {
  const always = [index.names, index.ids, index.users]
  for (const column of [...always, ...index.params.values(), ...index.tags.values()])
    markFound(column, word, mask, from)
  const experiments = Uint8Array.from(index.experimentList, ({ name }) =>
    Number(name.toLowerCase().includes(word)),
  )
  const statuses = Uint8Array.from(runStatuses, (status) => Number(status.toLowerCase().includes(word)))
  const [experimentAt, statusAt] = [index.experiments.data, index.statuses.data]
  if (!experiments.includes(1) && !statuses.includes(1)) return
  for (let slot = from; slot < index.slotCount; slot++)
    if (experiments[experimentAt[slot] ?? 0] === 1 || statuses[statusAt[slot] ?? 0] === 1) mask[slot] = 1
}

/** All texts in one go for all runs; one by one for the few that came since. */
function markFound(column: TextColumn, word: string, mask: Mask, from: number): void {
  const first = column.firstEntryOf(from)
  const { count } = column.slots
  if (first === count) return
  const [slots, terms] = [column.slots.data, column.terms.data]
  if (first > 0) {
    for (let entry = first; entry < count; entry++)
      if (column.holds(terms[entry] ?? 0, word)) mask[slots[entry] ?? 0] = 1
    return
  }
  const found = column.search(word)
  if (found === null) return
  for (let entry = 0; entry < count; entry++) if (found[terms[entry] ?? 0] === 1) mask[slots[entry] ?? 0] = 1
}
