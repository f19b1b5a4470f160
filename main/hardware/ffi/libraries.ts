import type { LibraryHandle } from 'koffi'
import { describeThrown, fail, ok, type Result } from '../../../shared/result'
import type { Native, Pointer } from './native'

/** Names to try in order. System libraries of a Mac are in the dyld cache only: no file exists, yet loading works. */
export interface LibraryNames {
  readonly ioReport: readonly string[]
  readonly coreFoundation: readonly string[]
  readonly ioKit: readonly string[]
  readonly system: readonly string[]
}

export const macLibraryNames: LibraryNames = {
  ioReport: [
    '/usr/lib/libIOReport.dylib',
    '/System/Library/PrivateFrameworks/IOReport.framework/IOReport',
    '/System/Library/PrivateFrameworks/IOReport.framework/Versions/A/IOReport',
    'libIOReport.dylib',
  ],
  coreFoundation: ['/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation'],
  ioKit: ['/System/Library/Frameworks/IOKit.framework/IOKit'],
  system: ['/usr/lib/libSystem.B.dylib'],
}

/** One file that stands for all of them, as in tests. */
export function oneLibrary(file: string): LibraryNames {
  return { ioReport: [file], coreFoundation: [file], ioKit: [file], system: [file] }
}

type NativeFunction = (...given: never[]) => unknown

/** A loaded library. Every symbol is looked up on its own: a missing one costs what needs it and nothing else. */
export interface Library {
  readonly name: string
  /** From a C prototype; null when the library lacks it. */
  bind<F extends NativeFunction>(prototype: string): F | null
  /** The same, run on a thread of koffi's, for calls that take seconds. */
  bindSlow<F extends NativeFunction>(
    prototype: string,
  ): ((...given: Parameters<F>) => Promise<ReturnType<F>>) | null
  /** Address of a data symbol. */
  address(symbol: string): Pointer | null
}

export interface SystemLibraries {
  readonly ioReport: Result<Library>
  readonly coreFoundation: Result<Library>
  readonly ioKit: Result<Library>
  readonly system: Result<Library>
  readonly memory: Memory
}

/** Reads of foreign memory. Copies only: a view of it aborts the process in Electron. */
export interface Memory {
  copy(target: Uint8Array, source: Pointer, byteCount: number): void
  u32At(address: Pointer): number
}

/** Opens what is there; nothing is ever closed again, as Apple's own clients do. */
export function openSystemLibraries(native: Native, names: LibraryNames): Result<SystemLibraries> {
  const memory = openMemory(native)
  if (!memory.ok) return memory
  return ok({
    ioReport: openLibrary(native, names.ioReport),
    coreFoundation: openLibrary(native, names.coreFoundation),
    ioKit: openLibrary(native, names.ioKit),
    system: openLibrary(native, names.system),
    memory: memory.value,
  })
}

function openLibrary(native: Native, names: readonly string[]): Result<Library> {
  const failures: string[] = []
  for (const name of names) {
    try {
      return ok(libraryOf(name, native.load(name)))
    } catch (thrown) {
      failures.push(describeThrown(thrown))
    }
  }
  return fail('unsupported', `the system library ${names[0] ?? ''} cannot be loaded`, failures.join('\n'))
}

function libraryOf(name: string, handle: LibraryHandle): Library {
  const find = (prototype: string) => {
    try {
      return handle.func(prototype)
    } catch {
      return null
    }
  }
  return {
    name,
    bind: <F extends NativeFunction>(prototype: string) => find(prototype) as unknown as F | null,
    bindSlow<F extends NativeFunction>(prototype: string) {
      const found = find(prototype)
      if (found === null) return null
      const start = found.async as (...given: unknown[]) => void
      return (...given: Parameters<F>) =>
        new Promise<ReturnType<F>>((resolve, reject) => {
          start(...given, (error: Error | null, result: ReturnType<F>) =>
            error === null ? resolve(result) : reject(error),
          )
        })
    },
    address(symbol) {
      try {
        return handle.symbol(symbol) as Pointer
      } catch {
        return null
      }
    },
  }
}

function openMemory(native: Native): Result<Memory> {
  try {
    const copy = native
      .load(null)
      .func('void *memcpy(void *target, void *source, size_t count)') as unknown as (
      target: Uint8Array,
      source: Pointer,
      count: number,
    ) => unknown
    return ok({
      copy: (target, source, byteCount) => {
        if (byteCount > target.byteLength) throw new RangeError('the target is smaller than what is copied')
        copy(target, source, byteCount)
      },
      u32At: (address) => native.decode(address, 'uint32_t') as number,
    })
  } catch (thrown) {
    return fail('unsupported', 'memory of native libraries cannot be read', describeThrown(thrown))
  }
}

type Complete<T> = { readonly [K in keyof T]: NonNullable<T[K]> }

/** All of a set of functions, or which of them this system lacks. */
export function complete<T extends Readonly<Record<string, unknown>>>(
  functions: T,
  what: string,
): Result<Complete<T>> {
  const missing = Object.keys(functions).filter((name) => functions[name] === null)
  if (missing.length === 0) return ok(functions as Complete<T>)
  return fail('unsupported', `${what}: this system lacks ${missing.join(', ')}`)
}
