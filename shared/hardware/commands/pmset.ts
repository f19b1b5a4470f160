import type { PowerMode } from '../../model/hardware'

/**
 * `pmset -g`: the active profile. The key is `powermode` (0 automatic, 1 low, 2 high) on Macs with High Power Mode and
 * many others, `lowpowermode` (0, 1) on the rest. Null when neither is there.
 */
export function parsePowerMode(text: string): PowerMode | null {
  const value = (key: string) => new RegExp(`^\\s*${key}\\s+(\\d)`, 'm').exec(text)?.[1]
  const mode = value('powermode') ?? value('lowpowermode')
  const modes: Readonly<Record<string, PowerMode>> = { 0: 'automatic', 1: 'low', 2: 'high' }
  return mode === undefined ? null : (modes[mode] ?? null)
}
