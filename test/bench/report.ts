/** One line a figure, in the form that docs/BENCHMARKS.md quotes. */
export function report(name: string, figures: Readonly<Record<string, number | string>>, goal: string): void {
  const text = Object.entries(figures).map(
    ([label, value]) => `${label} ${typeof value === 'number' ? round(value) : value}`,
  )
  process.stdout.write(`bench  ${name}: ${text.join(' · ')}  (goal ${goal})\n`)
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(2)
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Nearest-rank quantile; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN
}
