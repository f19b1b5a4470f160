import type { VmStatistics } from '../vm-statistics'

export interface VmStatAnswer {
  readonly pageBytes: number
  readonly pages: VmStatistics
}

/** `vm_stat`: a header with the page size, then `Label:  12345.`; null when a count we add up is missing. */
export function parseVmStat(text: string): VmStatAnswer | null {
  const pageBytes = Number(/page size of (\d+) bytes/.exec(text)?.[1] ?? NaN)
  const counts = new Map(
    [...text.matchAll(/^"?([A-Za-z -]+)"?:\s+(\d+)\.?\s*$/gm)].map(([, label = '', count]) => [
      label,
      Number(count),
    ]),
  )
  const read = {
    free: counts.get('Pages free'),
    active: counts.get('Pages active'),
    inactive: counts.get('Pages inactive'),
    speculative: counts.get('Pages speculative'),
    wired: counts.get('Pages wired down'),
    purgeable: counts.get('Pages purgeable'),
    external: counts.get('File-backed pages'),
    internal: counts.get('Anonymous pages'),
    compressor: counts.get('Pages occupied by compressor'),
    compressions: counts.get('Compressions'),
    decompressions: counts.get('Decompressions'),
    swapIns: counts.get('Swapins'),
    swapOuts: counts.get('Swapouts'),
  }
  const isComplete = Object.values(read).every((count) => count !== undefined)
  if (!isComplete || !(pageBytes > 0)) return null
  return { pageBytes, pages: read as VmStatistics }
}

/** `sysctl vm.swapusage`: `total = 1024.00M  used = 512.00M  free = 512.00M  (encrypted)`. Bytes. */
export function parseSwapUsage(
  text: string,
): { readonly totalBytes: number; readonly usedBytes: number } | null {
  const bytes = (name: string) => {
    const found = new RegExp(`${name} = ([\\d.]+)([KMGT])`).exec(text)
    const power = 'KMGT'.indexOf(found?.[2] ?? '') + 1
    return found === null || power === 0 ? null : Number(found[1]) * 1024 ** power
  }
  const [totalBytes, usedBytes] = [bytes('total'), bytes('used')]
  return totalBytes === null || usedBytes === null ? null : { totalBytes, usedBytes }
}
