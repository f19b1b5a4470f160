/** Up to here a window is picked out in one pass, each item compared once with the last that is still in. */
const nearTop = 2_000

/**
 * What `items.slice(from, to)` would be if all of them were sorted; takes time in proportion to their number. Changes
 * the order of `items`.
 */
export function sortedWindow(
  items: Uint32Array,
  from: number,
  to: number,
  compare: (a: number, b: number) => number,
): Uint32Array {
  const end = Math.min(to, items.length)
  if (from >= end) return new Uint32Array(0)
  if (end <= nearTop && items.length > end * 4) return firstOf(items, end, compare).subarray(from, end)
  if (from > 0) selectNth(items, 0, items.length - 1, from, compare)
  if (end < items.length) selectNth(items, from, items.length - 1, end - 1, compare)
  return items.subarray(from, end).sort(compare)
}

/** The first `count` in order. Those that may be among them are gathered, and cut down when there are too many. */
function firstOf(items: Uint32Array, count: number, compare: (a: number, b: number) => number): Uint32Array {
  const held = new Uint32Array(count * 4)
  let holds = 0
  let worst = -1
  // From both ends at once: the newest runs, which mostly are wanted, came first when a store was opened and last when
  // they were logged since. Once they are held, the rest is passed over.
  for (let at = 0; at < items.length; at++) {
    const item = items[(at & 1) === 0 ? at >>> 1 : items.length - 1 - (at >>> 1)] ?? 0
    if (worst >= 0 && compare(item, worst) > 0) continue
    held[holds++] = item
    if (holds < held.length) continue
    selectNth(held, 0, held.length - 1, count - 1, compare)
    holds = count
    worst = held[count - 1] ?? 0
  }
  return held.subarray(0, holds).sort(compare).subarray(0, count)
}

/** Hoare's selection with a pivot of three: `items[nth]` ends where sorting would put it. */
function selectNth(
  items: Uint32Array,
  first: number,
  last: number,
  nth: number,
  compare: (a: number, b: number) => number,
): void {
  let [low, high] = [first, last]
  while (low < high) {
    const pivot = middleOf(items[low] ?? 0, items[(low + high) >>> 1] ?? 0, items[high] ?? 0, compare)
    let [left, right] = [low, high]
    while (left <= right) {
      while (compare(items[left] ?? 0, pivot) < 0) left++
      while (compare(items[right] ?? 0, pivot) > 0) right--
      if (left > right) break
      const moved = items[left] ?? 0
      items[left++] = items[right] ?? 0
      items[right--] = moved
    }
    if (nth <= right) high = right
    else if (nth >= left) low = left
    else return
  }
}

function middleOf(a: number, b: number, c: number, compare: (a: number, b: number) => number): number {
  if (compare(a, b) > 0) [a, b] = [b, a]
  if (compare(b, c) <= 0) return b
  return compare(a, c) > 0 ? a : c
}
