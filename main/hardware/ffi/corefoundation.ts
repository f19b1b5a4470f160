import type { Disposable } from '../../../shared/lifecycle'
import { ok, type Result } from '../../../shared/result'
import { complete, type Library, type Memory } from './libraries'
import type { Pointer } from './native'

/** A copy of a CoreFoundation value. Unknown kinds (dates, URLs) are null. */
export type CfValue = string | number | boolean | Uint8Array | readonly CfValue[] | CfDictionary | null
export type CfDictionary = ReadonlyMap<string, CfValue>

/**
 * Ownership: what a Create or Copy function gave is ours and released once; what came out of a container or a Get
 * function is borrowed and never released.
 */
export interface CoreFoundation extends Disposable {
  release(owned: Pointer): void
  /** A string that is made once and kept until the end: for keys. Borrowed. */
  key(text: string): Pointer
  textOf(string: Pointer): string | null
  arrayCount(array: Pointer): number
  arrayItem(array: Pointer, index: number): Pointer | null
  /** Borrowed; null when there is none. */
  item(dictionary: Pointer, key: string): Pointer | null
  dataBytes(data: Pointer): { readonly start: Pointer; readonly byteCount: number } | null
  isArray(value: Pointer): boolean
  isData(value: Pointer): boolean
  /** A deep copy in our own memory. */
  copyOf(value: Pointer): CfValue
  /** Owned. */
  createArray(items: readonly Pointer[]): Pointer | null
  /** Owned; a shallow copy that can be changed. */
  createMutableCopy(dictionary: Pointer): Pointer | null
  /** Owned. */
  createNumberDictionary(values: ReadonlyMap<string, number>): Pointer | null
  setItem(dictionary: Pointer, key: string, value: Pointer): void
}

const utf8 = 0x08000100
const sint32Type = 3
const sint64Type = 4
const doubleType = 13
/** IORegistry properties nest a few levels; anything deeper is not ours to read. */
const deepest = 8

export function openCoreFoundation(library: Library, memory: Memory): Result<CoreFoundation> {
  const bound = complete(bindAll(library), 'CoreFoundation')
  return bound.ok ? ok(coreFoundationOf(bound.value, memory)) : bound
}

function bindAll(library: Library) {
  const typeId = (name: string) => library.bind<() => number>(`unsigned long ${name}(void)`)
  return {
    CFRelease: library.bind<(value: Pointer) => void>('void CFRelease(void *value)'),
    CFGetTypeID: library.bind<(value: Pointer) => number>('unsigned long CFGetTypeID(void *value)'),
    CFStringCreateWithCString: library.bind<
      (allocator: null, text: string, encoding: number) => Pointer | null
    >('void *CFStringCreateWithCString(void *allocator, const char *text, uint32_t encoding)'),
    CFStringGetCString: library.bind<
      (text: Pointer, into: Uint8Array, size: number, encoding: number) => boolean
    >('bool CFStringGetCString(void *text, void *into, long size, uint32_t encoding)'),
    CFStringGetLength: library.bind<(text: Pointer) => number>('long CFStringGetLength(void *text)'),
    CFArrayGetCount: library.bind<(array: Pointer) => number>('long CFArrayGetCount(void *array)'),
    CFArrayGetValueAtIndex: library.bind<(array: Pointer, index: number) => Pointer | null>(
      'void *CFArrayGetValueAtIndex(void *array, long index)',
    ),
    CFArrayCreateMutable: library.bind<
      (allocator: null, capacity: number, callBacks: Pointer) => Pointer | null
    >('void *CFArrayCreateMutable(void *allocator, long capacity, void *callBacks)'),
    CFArrayAppendValue: library.bind<(array: Pointer, value: Pointer) => void>(
      'void CFArrayAppendValue(void *array, void *value)',
    ),
    CFDictionaryGetValue: library.bind<(dictionary: Pointer, key: Pointer) => Pointer | null>(
      'void *CFDictionaryGetValue(void *dictionary, void *key)',
    ),
    CFDictionaryGetCount: library.bind<(dictionary: Pointer) => number>(
      'long CFDictionaryGetCount(void *dictionary)',
    ),
    CFDictionaryGetKeysAndValues: library.bind<
      (dictionary: Pointer, keys: Uint8Array, values: Uint8Array) => void
    >('void CFDictionaryGetKeysAndValues(void *dictionary, void *keys, void *values)'),
    CFDictionaryCreateMutable: library.bind<
      (allocator: null, capacity: number, keyCallBacks: Pointer, valueCallBacks: Pointer) => Pointer | null
    >(
      'void *CFDictionaryCreateMutable(void *allocator, long capacity, void *keyCallBacks, void *valueCallBacks)',
    ),
    CFDictionaryCreateMutableCopy: library.bind<
      (allocator: null, capacity: number, dictionary: Pointer) => Pointer | null
    >('void *CFDictionaryCreateMutableCopy(void *allocator, long capacity, void *dictionary)'),
    CFDictionarySetValue: library.bind<(dictionary: Pointer, key: Pointer, value: Pointer) => void>(
      'void CFDictionarySetValue(void *dictionary, void *key, void *value)',
    ),
    CFNumberCreate: library.bind<(allocator: null, type: number, value: Uint8Array) => Pointer | null>(
      'void *CFNumberCreate(void *allocator, long type, void *value)',
    ),
    CFNumberGetValue: library.bind<(number: Pointer, type: number, into: Uint8Array) => boolean>(
      'bool CFNumberGetValue(void *number, long type, void *into)',
    ),
    CFNumberIsFloatType: library.bind<(number: Pointer) => boolean>('bool CFNumberIsFloatType(void *number)'),
    CFBooleanGetValue: library.bind<(value: Pointer) => boolean>('bool CFBooleanGetValue(void *value)'),
    CFDataGetLength: library.bind<(data: Pointer) => number>('long CFDataGetLength(void *data)'),
    CFDataGetBytePtr: library.bind<(data: Pointer) => Pointer | null>('void *CFDataGetBytePtr(void *data)'),
    CFStringGetTypeID: typeId('CFStringGetTypeID'),
    CFNumberGetTypeID: typeId('CFNumberGetTypeID'),
    CFBooleanGetTypeID: typeId('CFBooleanGetTypeID'),
    CFArrayGetTypeID: typeId('CFArrayGetTypeID'),
    CFDictionaryGetTypeID: typeId('CFDictionaryGetTypeID'),
    CFDataGetTypeID: typeId('CFDataGetTypeID'),
    kCFTypeArrayCallBacks: library.address('kCFTypeArrayCallBacks'),
    kCFTypeDictionaryKeyCallBacks: library.address('kCFTypeDictionaryKeyCallBacks'),
    kCFTypeDictionaryValueCallBacks: library.address('kCFTypeDictionaryValueCallBacks'),
  }
}

type Calls = { readonly [K in keyof ReturnType<typeof bindAll>]: NonNullable<ReturnType<typeof bindAll>[K]> }

function coreFoundationOf(calls: Calls, memory: Memory): CoreFoundation {
  const keys = new Map<string, Pointer>()
  const readText = textReader(calls)
  const key = (text: string) => {
    const known = keys.get(text)
    if (known !== undefined) return known
    const made = calls.CFStringCreateWithCString(null, text, utf8)
    if (made === null) throw new Error(`CoreFoundation cannot make the string ${text}`)
    keys.set(text, made)
    return made
  }
  const typeIds = {
    array: calls.CFArrayGetTypeID(),
    data: calls.CFDataGetTypeID(),
  }
  const dataBytes = (data: Pointer) => {
    const start = calls.CFDataGetBytePtr(data)
    return start === null ? null : { start, byteCount: calls.CFDataGetLength(data) }
  }
  return {
    release: calls.CFRelease,
    key,
    textOf: readText,
    arrayCount: calls.CFArrayGetCount,
    arrayItem: calls.CFArrayGetValueAtIndex,
    item: (dictionary, text) => calls.CFDictionaryGetValue(dictionary, key(text)),
    dataBytes,
    isArray: (value) => calls.CFGetTypeID(value) === typeIds.array,
    isData: (value) => calls.CFGetTypeID(value) === typeIds.data,
    copyOf: valueCopier(calls, memory, readText),
    createArray: (items) => createArray(calls, items),
    createMutableCopy: (dictionary) => calls.CFDictionaryCreateMutableCopy(null, 0, dictionary),
    createNumberDictionary: (values) => createNumberDictionary(calls, values, key),
    setItem: (dictionary, text, value) => calls.CFDictionarySetValue(dictionary, key(text), value),
    dispose() {
      for (const each of keys.values()) calls.CFRelease(each)
      keys.clear()
    },
  }
}

function textReader(calls: Calls): (string: Pointer) => string | null {
  const short = Buffer.alloc(256)
  const read = (string: Pointer, into: Buffer) =>
    calls.CFStringGetCString(string, into, into.byteLength, utf8)
      ? into.toString('utf8', 0, into.indexOf(0))
      : null
  return (string) => {
    if (calls.CFGetTypeID(string) !== calls.CFStringGetTypeID()) return null
    return read(string, short) ?? read(string, Buffer.alloc(calls.CFStringGetLength(string) * 4 + 1))
  }
}

function createArray(calls: Calls, items: readonly Pointer[]): Pointer | null {
  const array = calls.CFArrayCreateMutable(null, 0, calls.kCFTypeArrayCallBacks)
  if (array !== null) for (const item of items) calls.CFArrayAppendValue(array, item)
  return array
}

function createNumberDictionary(
  calls: Calls,
  values: ReadonlyMap<string, number>,
  key: (text: string) => Pointer,
): Pointer | null {
  const dictionary = calls.CFDictionaryCreateMutable(
    null,
    0,
    calls.kCFTypeDictionaryKeyCallBacks,
    calls.kCFTypeDictionaryValueCallBacks,
  )
  if (dictionary === null) return null
  const bytes = Buffer.alloc(4)
  for (const [name, value] of values) {
    bytes.writeInt32LE(value)
    const number = calls.CFNumberCreate(null, sint32Type, bytes)
    if (number === null) continue
    calls.CFDictionarySetValue(dictionary, key(name), number)
    calls.CFRelease(number)
  }
  return dictionary
}

/** The kind is asked for each value: properties of the registry change theirs between releases. */
function valueCopier(calls: Calls, memory: Memory, readText: (string: Pointer) => string | null) {
  const number = Buffer.alloc(8)
  const readNumber = (value: Pointer): number | null => {
    if (calls.CFNumberIsFloatType(value)) {
      return calls.CFNumberGetValue(value, doubleType, number) ? number.readDoubleLE() : null
    }
    return calls.CFNumberGetValue(value, sint64Type, number) ? Number(number.readBigInt64LE()) : null
  }
  const readData = (value: Pointer): Uint8Array => {
    const start = calls.CFDataGetBytePtr(value)
    const bytes = new Uint8Array(start === null ? 0 : calls.CFDataGetLength(value))
    if (start !== null) memory.copy(bytes, start, bytes.byteLength)
    return bytes
  }
  const copiers = new Map<number, (value: Pointer, depth: number) => CfValue>([
    [calls.CFStringGetTypeID(), readText],
    [calls.CFNumberGetTypeID(), readNumber],
    [calls.CFBooleanGetTypeID(), (value) => calls.CFBooleanGetValue(value)],
    [calls.CFDataGetTypeID(), readData],
    [calls.CFArrayGetTypeID(), (value, depth) => readArray(calls, value, depth, copy)],
    [calls.CFDictionaryGetTypeID(), (value, depth) => readDictionary(calls, value, depth, copy, readText)],
  ])
  const copy = (value: Pointer, depth: number): CfValue =>
    depth > deepest ? null : (copiers.get(calls.CFGetTypeID(value))?.(value, depth) ?? null)
  return (value: Pointer) => copy(value, 0)
}

type Copy = (value: Pointer, depth: number) => CfValue

function readArray(calls: Calls, array: Pointer, depth: number, copy: Copy): readonly CfValue[] {
  return Array.from({ length: calls.CFArrayGetCount(array) }, (_, index) => {
    const item = calls.CFArrayGetValueAtIndex(array, index)
    return item === null ? null : copy(item, depth + 1)
  })
}

function readDictionary(
  calls: Calls,
  dictionary: Pointer,
  depth: number,
  copy: Copy,
  readText: (string: Pointer) => string | null,
): CfDictionary {
  const count = calls.CFDictionaryGetCount(dictionary)
  const keys = Buffer.alloc(count * 8)
  const values = Buffer.alloc(count * 8)
  if (count > 0) calls.CFDictionaryGetKeysAndValues(dictionary, keys, values)
  const copied = new Map<string, CfValue>()
  for (let index = 0; index < count; index += 1) {
    const name = readText(keys.readBigUInt64LE(index * 8))
    const value = values.readBigUInt64LE(index * 8)
    if (name !== null && value !== 0n) copied.set(name, copy(value, depth + 1))
  }
  return copied
}
