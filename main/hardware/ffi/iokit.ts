import type { Disposable } from '../../../shared/lifecycle'
import { ok, type Result } from '../../../shared/result'
import type { CfValue, CoreFoundation } from './corefoundation'
import { complete, type Library } from './libraries'
import type { Pointer } from './native'

/** An entry of the IORegistry, ours until disposed. */
export interface RegistryEntry extends Disposable {
  /** A kernel object's number. */
  readonly handle: number
  name(): string
  className(): string
  conformsTo(className: string): boolean
  /** One property, copied; null when there is none. 20 µs where all properties take 2 ms. */
  property(key: string): CfValue
  /** In the service plane; each to be disposed. */
  children(): readonly RegistryEntry[]
}

export interface Registry {
  /** Every entry of a class or one derived from it; each to be disposed. */
  findAll(className: string): readonly RegistryEntry[]
}

export function openRegistry(library: Library, cf: CoreFoundation): Result<Registry> {
  const bound = complete(bindAll(library), 'IOKit')
  if (!bound.ok) return bound
  const calls = bound.value
  return ok({
    findAll(className) {
      // The matching dictionary is consumed by the call that takes it.
      const matching = calls.IOServiceMatching(className)
      if (matching === null) return []
      const iterator = [0]
      if (calls.IOServiceGetMatchingServices(0, matching, iterator) !== 0) return []
      return drain(calls, cf, iterator[0] ?? 0)
    },
  })
}

function bindAll(library: Library) {
  return {
    IOServiceMatching: library.bind<(name: string) => Pointer | null>(
      'void *IOServiceMatching(const char *name)',
    ),
    IOServiceGetMatchingServices: library.bind<
      (port: number, matching: Pointer, iterator: number[]) => number
    >('int IOServiceGetMatchingServices(uint32_t port, void *matching, _Out_ uint32_t *iterator)'),
    IOIteratorNext: library.bind<(iterator: number) => number>('uint32_t IOIteratorNext(uint32_t iterator)'),
    IOObjectRelease: library.bind<(object: number) => number>('int IOObjectRelease(uint32_t object)'),
    IOObjectConformsTo: library.bind<(object: number, name: string) => number>(
      'int IOObjectConformsTo(uint32_t object, const char *name)',
    ),
    IORegistryEntryGetName: library.bind<(entry: number, into: Uint8Array) => number>(
      'int IORegistryEntryGetName(uint32_t entry, void *into)',
    ),
    IOObjectGetClass: library.bind<(entry: number, into: Uint8Array) => number>(
      'int IOObjectGetClass(uint32_t entry, void *into)',
    ),
    IORegistryEntryCreateCFProperty: library.bind<
      (entry: number, key: Pointer, allocator: null, options: number) => Pointer | null
    >('void *IORegistryEntryCreateCFProperty(uint32_t entry, void *key, void *allocator, uint32_t options)'),
    IORegistryEntryGetChildIterator: library.bind<
      (entry: number, plane: string, iterator: number[]) => number
    >('int IORegistryEntryGetChildIterator(uint32_t entry, const char *plane, _Out_ uint32_t *iterator)'),
  }
}

type Calls = { readonly [K in keyof ReturnType<typeof bindAll>]: NonNullable<ReturnType<typeof bindAll>[K]> }

function drain(calls: Calls, cf: CoreFoundation, iterator: number): readonly RegistryEntry[] {
  const entries: RegistryEntry[] = []
  for (;;) {
    const handle = calls.IOIteratorNext(iterator)
    if (handle === 0) break
    entries.push(entryOf(calls, cf, handle))
  }
  if (iterator !== 0) calls.IOObjectRelease(iterator)
  return entries
}

/** `io_name_t` is 128 bytes with its NUL. */
const nameBytes = 128

function entryOf(calls: Calls, cf: CoreFoundation, handle: number): RegistryEntry {
  let isDisposed = false
  const text = (read: (entry: number, into: Uint8Array) => number) => {
    const into = Buffer.alloc(nameBytes)
    return read(handle, into) === 0 ? into.toString('latin1', 0, into.indexOf(0)) : ''
  }
  return {
    handle,
    name: () => text(calls.IORegistryEntryGetName),
    className: () => text(calls.IOObjectGetClass),
    conformsTo: (className) => calls.IOObjectConformsTo(handle, className) !== 0,
    property(key) {
      const value = calls.IORegistryEntryCreateCFProperty(handle, cf.key(key), null, 0)
      if (value === null) return null
      try {
        return cf.copyOf(value)
      } finally {
        cf.release(value)
      }
    },
    children() {
      const iterator = [0]
      const status = calls.IORegistryEntryGetChildIterator(handle, 'IOService', iterator)
      return status === 0 ? drain(calls, cf, iterator[0] ?? 0) : []
    },
    dispose() {
      if (isDisposed) return
      isDisposed = true
      calls.IOObjectRelease(handle)
    },
  }
}
