import { createNumberFormats, type NumberFormats } from '../format/numbers'
import { createTimeFormats, type TimeFormats } from '../format/times'

export type Formats = NumberFormats & TimeFormats

let formats: Formats | null = null

/** The formats of the user's locale and time zone; building Intl objects is dear, so once per window. */
export function useFormat(): Formats {
  formats ??= { ...createNumberFormats(undefined), ...createTimeFormats(undefined) }
  return formats
}
