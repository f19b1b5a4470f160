import type { Distribution } from '../../../shared/model/drift-report'

export interface Bar {
  readonly label: string
  /** Shares of each side, 0..1 of the highest bar of both. */
  readonly reference: number
  readonly current: number
}

/** Categories beyond these are too thin to be seen. */
const mostBars = 24

/**
 * Both sides on one axis. Categories are matched by name; histograms of numbers have edges of their own, so both are
 * spread over common bins by the share of each bin that a bar covers.
 */
export function distributionBars(
  reference: Distribution | null,
  current: Distribution | null,
): readonly Bar[] {
  const sides = [reference, current].filter((side) => side !== null)
  const isNumeric = sides.every(
    (side) => side.x.length === side.y.length + 1 && side.x.every((edge) => typeof edge === 'number'),
  )
  const bars = isNumeric ? numericBars(reference, current) : categoryBars(reference, current)
  const highest = Math.max(0, ...bars.flatMap((bar) => [bar.reference, bar.current]))
  if (highest === 0) return []
  return bars.map((bar) => ({
    ...bar,
    reference: bar.reference / highest,
    current: bar.current / highest,
  }))
}

function categoryBars(reference: Distribution | null, current: Distribution | null): Bar[] {
  const [before, now] = [sharesOf(reference), sharesOf(current)]
  return [...new Set([...before.keys(), ...now.keys()])]
    .map((label) => ({ label, reference: before.get(label) ?? 0, current: now.get(label) ?? 0 }))
    .sort((a, b) => Math.max(b.reference, b.current) - Math.max(a.reference, a.current))
    .slice(0, mostBars)
}

function sharesOf(side: Distribution | null): Map<string, number> {
  if (side === null) return new Map()
  const total = side.y.reduce((sum, value) => sum + (Number.isFinite(value) ? value : 0), 0)
  return new Map(side.y.map((value, at) => [String(side.x[at] ?? ''), total > 0 ? value / total : 0]))
}

function numericBars(reference: Distribution | null, current: Distribution | null): Bar[] {
  const edges = [reference, current].flatMap((side) => (side?.x ?? []).map(Number)).filter(Number.isFinite)
  const [low, high] = [Math.min(...edges), Math.max(...edges)]
  if (!(high > low)) return []
  const count = 20
  const step = (high - low) / count
  const [before, now] = [spread(reference, low, step, count), spread(current, low, step, count)]
  return Array.from({ length: count }, (_each, at) => ({
    label: `${Number((low + at * step).toPrecision(3))} to ${Number((low + (at + 1) * step).toPrecision(3))}`,
    reference: before[at] ?? 0,
    current: now[at] ?? 0,
  }))
}

/** Densities and counts alike become the share of the whole that falls into each bin. */
function spread(side: Distribution | null, low: number, step: number, count: number): number[] {
  const bins = new Array<number>(count).fill(0)
  if (side === null) return bins
  const edges = side.x.map(Number)
  const masses = side.y.map((value, at) => {
    const width = (edges[at + 1] ?? 0) - (edges[at] ?? 0)
    return Number.isFinite(value) && width > 0 ? { from: edges[at] ?? 0, width, mass: value * width } : null
  })
  const total = masses.reduce((sum, each) => sum + (each?.mass ?? 0), 0)
  for (const each of masses) {
    if (each === null || total <= 0) continue
    for (let bin = 0; bin < count; bin++) {
      const left = Math.max(each.from, low + bin * step)
      const right = Math.min(each.from + each.width, low + (bin + 1) * step)
      if (right > left) bins[bin] = (bins[bin] ?? 0) + ((right - left) / each.width) * (each.mass / total)
    }
  }
  return bins
}
