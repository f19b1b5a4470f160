const energyQuantity = 3n

const joulesByLabel: ReadonlyMap<string, number> = new Map([
  ['J', 1],
  ['mJ', 1e-3],
  ['uJ', 1e-6],
  ['nJ', 1e-9],
  ['pJ', 1e-12],
])

/**
 * Joules that one count of an energy channel stands for. The unit's number decides (quantity<<56 | exponent of 2
 * +127 <<40 | exponent of 10 +127 <<32 | one-over<<31 | constant); an exponent byte of 0 means 10^0, not 10^−127.
 * The label, which may be padded, stands in for a missing number. Null when neither is an energy.
 */
export function joulesPerCount(unit: bigint | null, label: string | null): number | null {
  if (unit === null || unit === 0n) return joulesByLabel.get(label?.trim() ?? '') ?? null
  if (unit >> 56n !== energyQuantity) return null
  const exponent = (shift: bigint) => {
    const byte = Number((unit >> shift) & 0xffn)
    return byte === 0 ? 0 : byte - 127
  }
  const constant = Number(unit & 0x7fffffffn) || 1
  const isOneOver = ((unit >> 31n) & 1n) === 1n
  return powerOfTen(exponent(32n)) * 2 ** exponent(40n) * (isOneOver ? 1 / constant : constant)
}

/** 10 ** −3 is not 1e-3 to the last bit in every engine; the parsed literal is. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`)
}
