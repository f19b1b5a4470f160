import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const bitsOf = { BF16: 16, F16: 16, F32: 32, F8_E4M3: 8, U8: 8, I8: 8, I32: 32, I64: 64, U32: 32 } as const

export type Tensors = Readonly<Record<string, readonly [keyof typeof bitsOf, readonly number[]]>>

/** Writes a safetensors file of zeros, its folder too. */
export function writeSafetensors(path: string, tensors: Tensors): void {
  const header: Record<string, unknown> = {}
  let at = 0
  for (const [name, [dtype, shape]] of Object.entries(tensors)) {
    const end = at + (shape.reduce((product, size) => product * size, 1) * bitsOf[dtype]) / 8
    header[name] = { dtype, shape, data_offsets: [at, end] }
    at = end
  }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, Buffer.concat([length, text, Buffer.alloc(at)]))
}
