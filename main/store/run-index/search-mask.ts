import { toJson } from '../../../shared/json'
import { runStatuses } from '../../../shared/model/run'
import type { SearchTree } from '../../../shared/search/search-tree'
import { comparisonMask } from './comparison-mask'
import type { Growing } from './growing'
import type { RunIndex } from './run-index'
import type { TextColumn } from './text-column'

export interface SearchContext {
  /** Epoch ms. */
  readonly now: number
  readonly wholeTexts: WholeTexts
}

/** What is looked up in the database: texts by row. */
export interface WholeTexts {
  valuesOf(kind: 'params' | 'tags', key: string, rows: readonly number[]): ReadonlyMap<number, string>
  artifactUris(): ReadonlyMap<number, string>
}

/** Runs by slot: 1 for those that match. May be shared with other answers, so nobody writes into it. */
export type Mask = Uint8Array

/** 100 kB each for 100 000 runs. */
const mostKept = 64

interface KeptMasks {
  readonly version: number
  readonly masks: Map<string, Mask>
}
const keptMasks = new WeakMap<RunIndex, KeptMasks>()

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
      const mask = maskOf(index, tree.of, context).slice()
      for (let slot = 0; slot < mask.length; slot++) mask[slot] = (mask[slot] ?? 0) ^ 1
      return mask
    }
    case 'word':
      return kept(index, tree, () => wordMask(index, tree.word))
    case 'compare':
      // "7 days ago" is another moment each time.
      return tree.test.kind === 'ago'
        ? comparisonMask(index, tree.field, tree.test, context)
        : kept(index, tree, () => comparisonMask(index, tree.field, tree.test, context))
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
    if (all === null) all = mask.slice()
    else combine(all, mask)
  }
  return all ?? new Uint8Array(index.slotCount).fill(1)
}

/** Who types on, sorts anew or scrolls asks for the same words and comparisons again. */
function kept(index: RunIndex, part: SearchTree, make: () => Mask): Mask {
  let found = keptMasks.get(index)
  if (found?.version !== index.version) {
    found = { version: index.version, masks: new Map() }
    keptMasks.set(index, found)
  }
  const { masks } = found
  const key = toJson(part)
  const mask = masks.get(key) ?? make()
  masks.delete(key)
  masks.set(key, mask)
  const [oldest] = masks.keys()
  if (masks.size > mostKept && oldest !== undefined) masks.delete(oldest)
  return mask
}

/** Runs in whose name, id, user, status, experiment, parameters or tags the word is found. */
function wordMask(index: RunIndex, word: string): Mask {
  const mask = new Uint8Array(index.slotCount)
  const always = [index.names, index.ids, index.users]
  for (const column of [...always, ...index.params.values(), ...index.tags.values()])
    markFound(column, word, mask)
  const experiments = Uint8Array.from(index.experimentList, ({ name }) =>
    Number(name.toLowerCase().includes(word)),
  )
  const statuses = Uint8Array.from(runStatuses, (status) => Number(status.toLowerCase().includes(word)))
  if (experiments.includes(1)) markWhere(index.experiments, experiments, mask)
  if (statuses.includes(1)) markWhere(index.statuses, statuses, mask)
  return mask
}

function markFound(column: TextColumn, word: string, mask: Mask): void {
  const found = column.search(word)
  if (found === null) return
  const { count } = column.slots
  const [slots, terms] = [column.slots.data, column.terms.data]
  for (let entry = 0; entry < count; entry++) {
    if (found[terms[entry] ?? 0] === 1) mask[slots[entry] ?? 0] = 1
  }
}

/** Marks the slots whose value is one of those found. */
export function markWhere(
  values: Growing<Uint32Array | Uint8Array>,
  isFound: Uint8Array,
  mask: Uint8Array,
): void {
  const { data } = values
  for (let slot = 0; slot < mask.length; slot++) if (isFound[data[slot] ?? 0] === 1) mask[slot] = 1
}
