import { absent } from './numbers'

/** Parameters as model cards count them: "1.24 B", "8.39 M", "12 352". */
export function formatParameters(count: number | null, locale?: string): string {
  if (count === null) return absent
  const scale = [
    [1e12, ' T'],
    [1e9, ' B'],
    [1e6, ' M'],
  ] as const
  const found = scale.find(([size]) => count >= size * 0.9995)
  if (found === undefined) return new Intl.NumberFormat(locale).format(count)
  const short = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(count / found[0])
  return short + found[1]
}
