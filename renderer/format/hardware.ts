import { absent } from './numbers'

/** What a hardware value counts. `memory` is binary, as Activity Monitor shows it; `storage` decimal, as Finder does. */
export type HardwareUnit =
  'ratio' | 'memory' | 'storage' | 'bytesPerSecond' | 'watts' | 'wattHours' | 'celsius' | 'hertz' | 'rpm'

export interface HardwareFormat {
  /** With a fixed number of decimals per magnitude, so that a live value keeps its width. */
  readonly text: (value: number | null, unit: HardwareUnit) => string
  /** For an axis: a round value without decimals that say nothing. */
  readonly tick: (value: number, unit: HardwareUnit) => string
}

export function createHardwareFormat(locale: string | undefined): HardwareFormat {
  const fixed = [0, 1, 2].map(
    (digits) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  )
  const short = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const withDigits = (value: number, digits: number) => (fixed[digits] ?? short).format(value)

  function text(value: number | null, unit: HardwareUnit): string {
    if (value === null || !Number.isFinite(value)) return absent
    if (unit === 'ratio') return percent.format(value)
    const { amount, name, digits } = scaled(value, unit)
    return `${withDigits(amount, digits)} ${name}`
  }

  function tick(value: number, unit: HardwareUnit): string {
    if (unit === 'ratio') return percent.format(value)
    const { amount, name } = scaled(value, unit)
    return value === 0 ? '0' : `${short.format(amount)} ${name}`
  }

  return { text, tick }
}

interface Scaled {
  readonly amount: number
  readonly name: string
  readonly digits: number
}

const byteNames = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB']

function scaled(value: number, unit: Exclude<HardwareUnit, 'ratio'>): Scaled {
  switch (unit) {
    case 'watts':
      return { amount: value, name: 'W', digits: 1 }
    case 'wattHours':
      return Math.abs(value) >= 999.5
        ? { amount: value / 1_000, name: 'kWh', digits: 2 }
        : { amount: value, name: 'Wh', digits: Math.abs(value) < 9.995 ? 2 : 1 }
    case 'celsius':
      return { amount: value, name: '°C', digits: 0 }
    case 'rpm':
      return { amount: value, name: 'rpm', digits: 0 }
    case 'hertz':
      return Math.abs(value) >= 1e9
        ? { amount: value / 1e9, name: 'GHz', digits: 2 }
        : { amount: value / 1e6, name: 'MHz', digits: 0 }
    case 'memory':
      return inBytes(value, 1_024)
    case 'storage':
      return inBytes(value, 1_000)
    case 'bytesPerSecond': {
      const bytes = inBytes(value, 1_000)
      return { ...bytes, name: bytes.name === 'bytes' ? 'B/s' : `${bytes.name}/s` }
    }
  }
}

function inBytes(value: number, base: 1_000 | 1_024): Scaled {
  let amount = value
  let unit = 0
  while (Math.abs(amount) >= base * 0.9995 && unit < byteNames.length - 1) {
    amount /= base
    unit += 1
  }
  return { amount, name: byteNames[unit] ?? '', digits: unit > 1 && Math.abs(amount) < 99.95 ? 1 : 0 }
}
