/** A number of 64 bits for each item, in two halves, compared without sign. */
export interface WideKeys {
  readonly high: Uint32Array
  readonly low: Uint32Array
}

export function wideKeys(count: number): WideKeys {
  return { high: new Uint32Array(count), low: new Uint32Array(count) }
}

/** Keys that order as the numbers do; NaN comes last. */
export function keysOfNumbers(numbers: Float64Array): WideKeys {
  const { high, low } = wideKeys(numbers.length)
  const number = new Float64Array(1)
  // Every machine that Electron runs on is little-endian.
  const bits = new Uint32Array(number.buffer)
  for (let at = 0; at < numbers.length; at++) {
    // Adding zero makes -0 equal to 0.
    number[0] = (numbers[at] ?? NaN) + 0
    const [bottom, top] = [bits[0] ?? 0, bits[1] ?? 0]
    const isNumber = !Number.isNaN(number[0])
    const isNegative = top >>> 31 === 1
    high[at] = isNumber ? (isNegative ? ~top : top | 0x8000_0000) : 0xffff_ffff
    low[at] = isNumber ? (isNegative ? ~bottom : bottom) : 0xffff_ffff
  }
  return { high, low }
}

/**
 * The items in the order of their keys (`high[item]` first), equal ones as they were. Counts 16 bits at a time: 100 000
 * items take 4 to 11 ms.
 */
export function sortedStably(items: Uint32Array, keys: WideKeys): Uint32Array {
  let from = items.slice()
  const direction = directionOf(items, keys)
  if (direction !== 'none') return direction === 'rising' ? from : from.reverse()
  let to = new Uint32Array(items.length)
  const places = new Uint32Array(0x1_0000)
  for (const halves of [keys.low, keys.high]) {
    for (const shift of [0, 16]) {
      if (!countInto(places, from, halves, shift)) continue
      for (const item of from) {
        const digit = ((halves[item] ?? 0) >>> shift) & 0xffff
        const place = places[digit] ?? 0
        places[digit] = place + 1
        to[place] = item
      }
      ;[from, to] = [to, from]
    }
  }
  return from
}

/** Runs mostly came in the order of their times; equal ones must not change places, so falling means every time. */
function directionOf(items: Uint32Array, { high, low }: WideKeys): 'rising' | 'falling' | 'none' {
  let [isRising, isFalling] = [true, true]
  for (let at = 1; at < items.length && (isRising || isFalling); at++) {
    const [before, item] = [items[at - 1] ?? 0, items[at] ?? 0]
    const byHigh = (high[before] ?? 0) - (high[item] ?? 0)
    const difference = byHigh === 0 ? (low[before] ?? 0) - (low[item] ?? 0) : byHigh
    isRising &&= difference <= 0
    isFalling &&= difference > 0
  }
  return isRising ? 'rising' : isFalling ? 'falling' : 'none'
}

/** Where the first item of each digit goes; false when all have the same digit. */
function countInto(places: Uint32Array, items: Uint32Array, halves: Uint32Array, shift: number): boolean {
  places.fill(0)
  for (const item of items) {
    const digit = ((halves[item] ?? 0) >>> shift) & 0xffff
    places[digit] = (places[digit] ?? 0) + 1
  }
  const first = ((halves[items[0] ?? 0] ?? 0) >>> shift) & 0xffff
  if (places[first] === items.length) return false
  let next = 0
  for (let digit = 0; digit < places.length; digit++) {
    const count = places[digit] ?? 0
    places[digit] = next
    next += count
  }
  return true
}
