import { createHardwareFormat, type HardwareFormat } from '../format/hardware'

let format: HardwareFormat | null = null

/** Hardware quantities in the user's locale; made once per window. */
export function useHardwareFormat(): HardwareFormat {
  format ??= createHardwareFormat(undefined)
  return format
}
