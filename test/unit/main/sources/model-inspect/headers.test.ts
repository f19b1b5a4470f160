import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { coreMlSections } from '../../../../../main/sources/model-inspect/core-ml'
import { readGgufHeader } from '../../../../../main/sources/model-inspect/gguf-header'
import {
  HeaderFault,
  headerOf,
  headerOfBytes,
  type HeaderBytes,
} from '../../../../../main/sources/model-inspect/header-bytes'
import { readSafetensorsHeader } from '../../../../../main/sources/model-inspect/safetensors-header'
import { createRandom } from '../../../../../main/demo/random'

const models = join(import.meta.dirname, '../../../../fixtures/models')
const bytesOf = (path: string) => new Uint8Array(readFileSync(join(models, path)))

function safetensors(json: string, dataBytes = 0): Uint8Array {
  const header = new TextEncoder().encode(json)
  const file = new Uint8Array(8 + header.length + dataBytes)
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true)
  file.set(header, 8)
  return file
}

function faultOf(read: () => unknown): string {
  try {
    read()
  } catch (thrown) {
    if (thrown instanceof HeaderFault) return thrown.message
    throw thrown
  }
  return 'no fault'
}

describe('hostile safetensors', () => {
  const tensor = (name: string, offsets: string, shape = '[2]') =>
    `"${name}":{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`
  it.each([
    ['an empty file', new Uint8Array(0), /too short/],
    ['a length beyond the file', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 0, 0), /cut off/],
    ['no JSON', safetensors('{nonsense'), /not JSON/],
    ['a list', safetensors('[]'), /no tensors/],
    ['overlaps', safetensors(`{${tensor('a', '[0,8]')},${tensor('b', '[4,12]')}}`, 12), /overlap/],
    ['a gap', safetensors(`{${tensor('a', '[0,8]')},${tensor('b', '[12,20]')}}`, 20), /gap/],
    ['a cut file', safetensors(`{${tensor('a', '[0,8]')}}`, 4), /cut off/],
    ['a wrong size', safetensors(`{${tensor('a', '[0,4]')}}`, 4), /not that of its shape/],
    ['a huge shape', safetensors(`{${tensor('a', '[0,8]', '[9007199254740991,9]')}}`, 8), /makes no sense/],
    ['negative offsets', safetensors(`{${tensor('a', '[-8,0]')}}`, 8), /no place/],
    ['left-over bytes', safetensors(`{${tensor('a', '[0,8]')}}`, 9), /belong to no tensor/],
    ['deep JSON', safetensors(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`), /makes no sense/],
  ])('names %s', (_name, bytes, expected) => {
    expect(faultOf(() => readSafetensorsHeader(headerOfBytes(bytes)))).toMatch(expected)
  })

  it('takes names of prototypes for names', () => {
    const { tensors } = readSafetensorsHeader(
      headerOfBytes(safetensors(`{${tensor('__proto__', '[0,8]')}}`, 8)),
    )
    expect(tensors.map(({ name }) => name)).toEqual(['__proto__'])
  })
})

describe('hostile GGUF', () => {
  const gguf = bytesOf('tiny-q8_0.gguf')
  const changed = (at: number, value: bigint) => {
    const copy = gguf.slice()
    new DataView(copy.buffer).setBigUint64(at, value, true)
    return copy
  }
  it.each([
    ['another file', new Uint8Array(64), /not a GGUF/],
    ['a million million tensors', changed(8, 10n ** 12n), /claims to hold/],
    ['a million million keys', changed(16, 10n ** 12n), /claims to hold/],
    ['a key of 2^62 bytes', changed(24, 2n ** 62n), /too long/],
    ['a cut file', gguf.slice(0, 900), /longer than the file/],
  ])('names %s', (_name, bytes, expected) => {
    expect(faultOf(() => readGgufHeader(headerOfBytes(bytes)))).toMatch(expected)
  })
})

it('reads no more of a large file than its header', () => {
  const whole = bytesOf('tiny-q8_0.gguf')
  let furthest = 0
  const sizeBytes = 40 * 2 ** 30
  const header = headerOf(sizeBytes, (from, into) => {
    furthest = Math.max(furthest, from + into.length)
    into.set(whole.subarray(from, from + into.length))
    return into.length
  })
  expect(readGgufHeader(header).tensors.length).toBe(2)
  expect(furthest).toBeLessThanOrEqual(256 * 1024)
})

describe('2 000 mutations each', () => {
  const formats: readonly [string, Uint8Array, (header: HeaderBytes) => unknown][] = [
    ['safetensors', bytesOf('mlx-4bit/model.safetensors').slice(0, 1_400), readSafetensorsHeader],
    ['GGUF', bytesOf('tiny-q8_0.gguf').slice(0, 9_000), readGgufHeader],
    ['Core ML', bytesOf('Woodcut.mlpackage/Data/com.apple.CoreML/model.mlmodel'), coreMlSections],
  ]
  it.each(formats)('%s: a named fault or an answer, never a crash or a hang', (_name, original, read) => {
    const random = createRandom(11)
    const begin = performance.now()
    let faults = 0
    for (let round = 0; round < 2_000; round++) {
      let bytes = original.slice()
      for (let edits = random.integer(1, 6); edits > 0; edits--) {
        const at = random.integer(0, Math.max(0, bytes.length - 1))
        const kind = random.integer(0, 3)
        if (kind === 0) bytes = bytes.slice(0, at)
        else if (kind === 1) bytes.fill(255, at, at + random.integer(1, 8))
        else bytes[at] = random.integer(0, 255)
      }
      const started = performance.now()
      if (faultOf(() => read(headerOfBytes(bytes))) !== 'no fault') faults += 1
      expect(performance.now() - started).toBeLessThan(2_000)
    }
    expect(faults).toBeGreaterThan(100)
    expect(performance.now() - begin).toBeLessThan(60_000)
  })
})
