import { decodeSmcValue, fourCharCode, fourCharName } from '../../../shared/hardware/smc-value'
import type { Disposable } from '../../../shared/lifecycle'
import { fail, ok, type Result } from '../../../shared/result'
import type { Registry } from './iokit'
import { complete, type Library, type Memory } from './libraries'

/** Reads of the system management controller. Nothing is ever written: that needs root, and Sextant only looks. */
export interface Smc extends Disposable {
  /** Null when the key is unknown, of a type nobody knows, or its value makes no number. */
  read(key: string): number | null
  type(key: string): string | null
  keyCount(): number
  /** Keys are sorted by their letters. */
  keyAt(index: number): string | null
}

/** Layout of SMCParamStruct, 80 bytes, of Apple's PowerManagement sources. */
const structBytes = 80
const at = { key: 0, dataSize: 28, dataType: 32, result: 40, command: 42, index: 44, bytes: 48 }
const commands = { read: 5, keyByIndex: 8, keyInfo: 9 }
/** The user client's only method. */
const selector = 2

export function openSmc(library: Library, system: Library, memory: Memory, registry: Registry): Result<Smc> {
  const bound = complete(
    {
      IOServiceOpen: library.bind<
        (service: number, task: number, type: number, connection: number[]) => number
      >('int IOServiceOpen(uint32_t service, uint32_t task, uint32_t type, _Out_ uint32_t *connection)'),
      IOServiceClose: library.bind<(connection: number) => number>('int IOServiceClose(uint32_t connection)'),
      IOConnectCallStructMethod: library.bind<
        (
          connection: number,
          selector: number,
          given: Uint8Array,
          givenSize: number,
          got: Uint8Array,
          gotSize: number[],
        ) => number
      >(
        'int IOConnectCallStructMethod(uint32_t connection, uint32_t selector, void *given, size_t givenSize, void *got, _Inout_ size_t *gotSize)',
      ),
      mach_task_self_: system.address('mach_task_self_'),
    },
    'IOKit',
  )
  if (!bound.ok) return bound
  const calls = bound.value
  const services = registry.findAll('AppleSMC')
  // Where there are several, the one with this name holds the keys.
  const service = services.find((entry) => entry.name() === 'AppleSMCKeysEndpoint') ?? services[0]
  const connection = [0]
  const status =
    service === undefined
      ? null
      : calls.IOServiceOpen(service.handle, memory.u32At(calls.mach_task_self_), 0, connection)
  for (const entry of services) void entry.dispose()
  if (status === null) return fail('unsupported', 'this machine has no system management controller')
  if (status !== 0) {
    return fail('permission', `the system refuses access to its sensors (${(status >>> 0).toString(16)})`)
  }
  const opened = connection[0] ?? 0
  return ok(
    smcOf(
      (given, got) =>
        calls.IOConnectCallStructMethod(opened, selector, given, structBytes, got, [structBytes]) === 0,
      () => void calls.IOServiceClose(opened),
    ),
  )
}

interface KeyInfo {
  readonly size: number
  readonly type: string
}

function smcOf(send: (given: Uint8Array, got: Uint8Array) => boolean, close: () => void): Smc {
  const given = Buffer.alloc(structBytes)
  const got = Buffer.alloc(structBytes)
  const infos = new Map<string, KeyInfo | null>()
  let isDisposed = false
  const call = (command: number, key: string, prepare: () => void = () => undefined) => {
    given.fill(0)
    given.writeUInt32LE(fourCharCode(key), at.key)
    given.writeUInt8(command, at.command)
    prepare()
    // Result 132 is "no such key".
    return !isDisposed && send(given, got) && got.readUInt8(at.result) === 0
  }
  const infoOf = (key: string): KeyInfo | null => {
    const known = infos.get(key)
    if (known !== undefined) return known
    const info = call(commands.keyInfo, key)
      ? { size: got.readUInt32LE(at.dataSize), type: fourCharName(got.readUInt32LE(at.dataType)) }
      : null
    infos.set(key, info)
    return info
  }
  const read = (key: string) => {
    const info = infoOf(key)
    if (info === null) return null
    if (!call(commands.read, key, () => given.writeUInt32LE(info.size, at.dataSize))) return null
    return decodeSmcValue(info.type, got.subarray(at.bytes), info.size)
  }
  return {
    read,
    type: (key) => infoOf(key)?.type ?? null,
    keyCount: () => read('#KEY') ?? 0,
    keyAt: (index) =>
      call(commands.keyByIndex, '\0\0\0\0', () => given.writeUInt32LE(index, at.index))
        ? fourCharName(got.readUInt32LE(at.key))
        : null,
    dispose() {
      if (isDisposed) return
      isDisposed = true
      close()
    },
  }
}
