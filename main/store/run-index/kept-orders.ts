import { noSlot } from './packing'
import type { RunIndex } from './run-index'
import { sortKeys, type SortKeys, type SortOfRuns } from './sort-keys'
import { keysOfNumbers, sortedStably } from './stable-sort'

/** All slots as a table shows them: dead ones, which nobody asks for, among them. */
export type SlotOrder = Uint32Array

/** 400 kB each for 100 000 runs. */
const mostKept = 12
/** Fewer slots are sorted by comparison: counting begins with four tables of 65 536 places. */
const fewestCounted = 4_000
const newestFirst: SortOfRuns = { sort: 'startTime', descending: true }

interface KeptOrders {
  /** Of the packing that their slots are numbered by. */
  readonly epoch: number
  readonly orders: Map<string, SlotOrder>
}

const kept = new WeakMap<RunIndex, KeptOrders>()

/**
 * The order of all runs by a column. Who scrolls or filters wants the same again; runs that were logged meanwhile are
 * put in their places, and those that are gone stay in it, dead. Nobody may write into it.
 */
export function keptOrder(index: RunIndex, by: SortOfRuns): SlotOrder {
  const { orders } = keptOrders(index)
  const name = orderName(index, by)
  let order = orders.get(name)
  orders.delete(name)
  if (order?.length !== index.slotCount) order = orderOf(index, by, order ?? new Uint32Array(0))
  orders.set(name, order)
  const [oldest] = orders.keys()
  if (orders.size > mostKept && oldest !== undefined) orders.delete(oldest)
  return order
}

function keptOrders(index: RunIndex): KeptOrders {
  const known = kept.get(index)
  const { epoch, newSlots } = index.packing
  if (known?.epoch === epoch) return known
  const now: KeptOrders = { epoch, orders: new Map() }
  if (known?.epoch === epoch - 1)
    for (const [name, order] of known.orders) now.orders.set(name, packed(order, newSlots))
  kept.set(index, now)
  return now
}

/** What is left of an order when the dead among its slots are dropped. */
function packed(order: SlotOrder, newSlots: Uint32Array): SlotOrder {
  const left = new Uint32Array(order.length)
  let count = 0
  for (const before of order) {
    const slot = newSlots[before] ?? noSlot
    if (slot !== noSlot) left[count++] = slot
  }
  return left.slice(0, count)
}

/** Orders by what experiments are called or belong to hold until that changes. */
function orderName(index: RunIndex, { sort, descending }: SortOfRuns): string {
  const isByExperiment = sort === 'experimentName' || sort === 'project'
  return `${descending} ${sort} ${isByExperiment ? index.experimentEpoch : ''}`
}

function orderOf(index: RunIndex, by: SortOfRuns, known: SlotOrder): SlotOrder {
  const keys = sortKeys(index, by)
  const fresh = new Uint32Array(index.slotCount - known.length)
  for (let at = 0; at < fresh.length; at++) fresh[at] = known.length + at
  if (fresh.length < fewestCounted) {
    const compare = comparatorOf(index, keys)
    return merged(known, fresh.sort(compare), compare)
  }
  // Equal ones stay as they are in the order that every list ends with, which itself begins with the database's.
  if (keys !== null) return sortedStably(keptOrder(index, newestFirst), keysOfNumbers(keys.all()))
  const rows = index.rows.data
  const byRow = sortedStably(allSlots(index), { high: new Uint32Array(rows.length), low: rows })
  return sortedStably(byRow, keysOfNumbers(negated(index.starts.data.subarray(0, index.slotCount))))
}

function allSlots(index: RunIndex): Uint32Array {
  const slots = new Uint32Array(index.slotCount)
  for (let slot = 0; slot < slots.length; slot++) slots[slot] = slot
  return slots
}

function negated(numbers: Float64Array): Float64Array {
  const negatives = new Float64Array(numbers.length)
  for (let at = 0; at < numbers.length; at++) negatives[at] = -(numbers[at] ?? NaN)
  return negatives
}

/** Each of the few goes before the first of the many that it precedes. */
function merged(many: SlotOrder, few: SlotOrder, compare: (a: number, b: number) => number): SlotOrder {
  const all = new Uint32Array(many.length + few.length)
  let taken = 0
  for (let at = 0; at < few.length; at++) {
    const one = few[at] ?? 0
    let [from, to] = [taken, many.length]
    while (from < to) {
      const middle = (from + to) >>> 1
      if (compare(many[middle] ?? 0, one) <= 0) from = middle + 1
      else to = middle
    }
    all.set(many.subarray(taken, from), taken + at)
    all[from + at] = one
    taken = from
  }
  all.set(many.subarray(taken), taken + few.length)
  return all
}

/** Those without the value last, equal ones newest first, then as they came into the database. */
function comparatorOf(index: RunIndex, keys: SortKeys | null): (a: number, b: number) => number {
  const starts = index.starts.data
  const rows = index.rows.data
  return (a, b) => {
    if (keys !== null) {
      const [left, right] = [keys.at(a), keys.at(b)]
      if (left < right) return -1
      if (left > right) return 1
      const byPresent = Number(Number.isNaN(left)) - Number(Number.isNaN(right))
      if (byPresent !== 0) return byPresent
    }
    const [started, other] = [starts[a] ?? NaN, starts[b] ?? NaN]
    if (started > other) return -1
    if (started < other) return 1
    const byKnown = Number(Number.isNaN(started)) - Number(Number.isNaN(other))
    return byKnown !== 0 ? byKnown : (rows[a] ?? 0) - (rows[b] ?? 0)
  }
}
