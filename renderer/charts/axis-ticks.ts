const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const niceSpans = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 20, 50, 100].map((n) => n * day),
]

/** Distance between ticks of a duration axis, in ms: people count in 15 minutes, not in 1 000 seconds. */
export function durationInterval(rangeMs: number, wishedTicks: number): number {
  const wished = rangeMs / Math.max(1, wishedTicks)
  const longest = niceSpans.at(-1) ?? day
  if (wished > longest) return Math.ceil(wished / day) * day
  const unlike = (span: number) => Math.abs(Math.log(span / wished))
  return niceSpans.reduce((best, span) => (unlike(span) < unlike(best) ? span : best), longest)
}

/** "0", "90 s" as "1m 30s", "15m", "2h", "1d 12h": whole units without zeros behind them. */
export function durationTick(ms: number): string {
  const size = Math.abs(ms)
  if (size === 0) return '0'
  const sign = ms < 0 ? '-' : ''
  if (size < second) return `${sign}${Math.round(size)} ms`
  const parts = [
    [Math.floor(size / day), 'd'],
    [Math.floor((size % day) / hour), 'h'],
    [Math.floor((size % hour) / minute), 'm'],
    [Math.floor((size % minute) / second), 's'],
  ] as const
  return (
    sign +
    parts
      .flatMap(([count, unit]) => (count > 0 ? [`${count}${unit}`] : []))
      .slice(0, 2)
      .join(' ')
  )
}

/** Powers of 2 where values span little, so that a logarithmic axis has more than one tick. */
export function logBase(lowest: number, highest: number): 2 | 10 {
  return lowest >= 1e-2 && highest / lowest < 60 ? 2 : 10
}

/** A little room beyond the values on a logarithmic axis, which else reaches to the next whole power. */
export function logExtent(lowest: number, highest: number): { min: number; max: number } {
  const room = lowest === highest ? 1.5 : (highest / lowest) ** 0.05
  return { min: lowest / room, max: highest * room }
}
