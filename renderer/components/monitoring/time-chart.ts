/** Where a history is drawn: pure geometry for TimeChart.vue. Time runs from left to right, values upwards. */
export interface ChartPoint {
  readonly at: number
  readonly value: number
  /** A line breaks where it changes: a p-value and a distance share no axis. */
  readonly methodId?: string | null
}

export interface ChartFrame {
  readonly width: number
  readonly height: number
}

export interface DrawnPoint extends ChartPoint {
  readonly x: number
  readonly y: number
}

export interface DrawnHistory {
  readonly points: readonly DrawnPoint[]
  /** One `d` a stretch of one method. */
  readonly lines: readonly string[]
  readonly lowest: number
  readonly highest: number
  readonly yOf: (value: number) => number
}

const inset = { left: 44, right: 12, top: 10, bottom: 22 }
export const chartInset = inset

/** `limits` are kept within the frame: a threshold that is out of sight says nothing. */
export function drawHistory(
  points: readonly ChartPoint[],
  limits: readonly number[],
  { width, height }: ChartFrame,
): DrawnHistory {
  const known = points.filter(({ value }) => Number.isFinite(value))
  const values = [...known.map(({ value }) => value), ...limits]
  const [lowest, highest] = padded(Math.min(...values), Math.max(...values))
  const first = known[0]?.at ?? 0
  const last = known.at(-1)?.at ?? first
  const xOf = (at: number) =>
    last === first
      ? (inset.left + width - inset.right) / 2
      : inset.left + ((at - first) / (last - first)) * (width - inset.left - inset.right)
  const yOf = (value: number) =>
    inset.top + ((highest - value) / (highest - lowest)) * (height - inset.top - inset.bottom)
  const drawn = known.map((point) => ({ ...point, x: xOf(point.at), y: yOf(point.value) }))
  return { points: drawn, lines: linesOf(drawn), lowest, highest, yOf }
}

function linesOf(points: readonly DrawnPoint[]): readonly string[] {
  const lines: string[] = []
  points.forEach((point, at) => {
    const before = points[at - 1]
    const isBreak = before === undefined || (before.methodId ?? null) !== (point.methodId ?? null)
    const step = `${isBreak ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`
    if (isBreak) lines.push(step)
    else lines.push(`${lines.pop() ?? ''}${step}`)
  })
  return lines
}

/** An axis needs some height, also for one value; shares and scores that stay above 0 do not begin below it. */
function padded(lowest: number, highest: number): readonly [number, number] {
  if (!Number.isFinite(lowest) || !Number.isFinite(highest)) return [0, 1]
  const span = highest - lowest || Math.abs(highest) || 1
  const low = lowest - span * 0.1
  return [lowest >= 0 && low < 0 ? 0 : low, highest + span * 0.1]
}

/** Two to five round values within an axis, as people would choose them: 0, 20, 40 rather than 0, 41.25, 82.5. */
export function roundTicks(lowest: number, highest: number): readonly number[] {
  const span = highest - lowest
  if (!(span > 0) || !Number.isFinite(span)) return [lowest]
  const size = 10 ** Math.floor(Math.log10(span / 2))
  const step = size * ([5, 2.5, 2].find((factor) => span / (factor * size) >= 2) ?? 1)
  const first = Math.ceil(lowest / step - 1e-9)
  const count = Math.floor(highest / step + 1e-9) - first + 1
  // Multiplied, not added up: 0.1 + 0.2 is no tick.
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}
