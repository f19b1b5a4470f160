import type { HardwareUnit } from '../../../shared/rules/hardware-values'

/** A unit that a number can be typed in: the rule keeps `factor` times what was typed. */
export interface Unit {
  readonly label: string
  readonly factor: number
}

export const plain: readonly Unit[] = [{ label: '', factor: 1 }]
export const times: readonly Unit[] = [{ label: 'times', factor: 1 }]
export const percent: readonly Unit[] = [{ label: '%', factor: 0.01 }]
export const durations: readonly Unit[] = [
  { label: 'seconds', factor: 1_000 },
  { label: 'minutes', factor: 60_000 },
  { label: 'hours', factor: 3_600_000 },
  { label: 'days', factor: 86_400_000 },
]
export const bytes: readonly Unit[] = [
  { label: 'MB', factor: 1e6 },
  { label: 'GB', factor: 1e9 },
]
export const bytesPerMinute: readonly Unit[] = [
  { label: 'MB/min', factor: 1e6 },
  { label: 'GB/min', factor: 1e9 },
]

const ofHardware: Readonly<Record<HardwareUnit, readonly Unit[]>> = {
  ratio: percent,
  bytes,
  bytesPerSecond: [{ label: 'MB/s', factor: 1e6 }],
  watts: [{ label: 'W', factor: 1 }],
  celsius: [{ label: '°C', factor: 1 }],
  hertz: [{ label: 'MHz', factor: 1e6 }],
  minutes: [{ label: 'minutes', factor: 1 }],
  level: plain,
}

export function hardwareUnits(unit: HardwareUnit): readonly Unit[] {
  return ofHardware[unit]
}

/** The largest unit in which the amount is a short number, else the smallest. */
export function unitFor(amount: number | string | null, units: readonly Unit[]): Unit {
  const [first = { label: '', factor: 1 }] = units
  if (typeof amount !== 'number' || amount === 0) return first
  return units.findLast(({ factor }) => Math.abs(amount) >= factor && isShort(amount / factor)) ?? first
}

function isShort(value: number): boolean {
  return Math.abs(value - Number(value.toFixed(2))) < 1e-9
}

/** What is typed for an amount: without the noise of binary fractions (0.07 / 0.01). */
export function typedText(amount: number | string | null, { factor }: Unit): string {
  if (typeof amount === 'string') return amount
  return amount === null ? '' : String(Number((amount / factor).toPrecision(12)))
}

/**
 * Null for nothing; what is no number stays the text it is, so that no optional limit is left out in silence.
 * A comma is a decimal point, blanks part thousands, and a minus may be the one that rules are worded with.
 */
export function typedAmount(text: string, { factor }: Unit): number | string | null {
  const clean = text
    .replace(/[\s\u202f_]/g, '')
    .replace(',', '.')
    .replaceAll('−', '-')
  if (clean === '') return null
  const value = Number(clean)
  return Number.isFinite(value) ? Number((value * factor).toPrecision(12)) : text
}
