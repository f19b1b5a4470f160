import { fail, ok, type Result } from '../../../shared/result'
import type { Library } from './libraries'

/** Values of sysctl(3) by name; null when this system has no such name. */
export interface Sysctl {
  text(name: string): string | null
  /** 4- and 8-byte integers. */
  number(name: string): number | null
  bytes(name: string): Uint8Array | null
}

export function openSysctl(library: Library): Result<Sysctl> {
  const sysctlbyname = library.bind<
    (name: string, old: Uint8Array | null, size: number[], fresh: null, freshSize: number) => number
  >('int sysctlbyname(const char *name, void *old, _Inout_ size_t *size, void *fresh, size_t freshSize)')
  if (sysctlbyname === null) return fail('unsupported', 'libSystem: this system lacks sysctlbyname')
  const buffer = Buffer.alloc(512)
  const bytes = (name: string) => {
    const size = [buffer.byteLength]
    if (sysctlbyname(name, buffer, size, null, 0) !== 0) return null
    return buffer.subarray(0, Math.min(size[0] ?? 0, buffer.byteLength))
  }
  return ok({
    bytes: (name) => {
      const found = bytes(name)
      return found === null ? null : Uint8Array.from(found)
    },
    text: (name) => {
      const found = bytes(name)
      return found === null ? null : found.toString('utf8').replace(/\0.*$/s, '')
    },
    number(name) {
      const found = bytes(name)
      if (found?.byteLength === 4) return found.readInt32LE()
      return found?.byteLength === 8 ? Number(found.readBigInt64LE()) : null
    },
  })
}
