import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeSafetensors } from '../../../../main/demo/safetensors'

interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

describe('encodeSafetensors', () => {
  it('writes a header that leads to every tensor', () => {
    const values = fc.float32Array({ minLength: 1, maxLength: 12, noNaN: true })
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), (arrays) => {
        const tensors = arrays.map((array, index) => ({
          name: `t${index}`,
          shape: [array.length],
          values: array,
        }))
        const file = encodeSafetensors(tensors, { format: 'mlx' })
        const view = new DataView(file.buffer)
        const headerBytes = Number(view.getBigUint64(0, true))
        expect(headerBytes % 8).toBe(0)
        const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerBytes))) as Record<
          string,
          Entry
        >
        expect(header['__metadata__']).toEqual({ format: 'mlx' })
        let end = 0
        for (const { name, shape, values: expected } of tensors) {
          const entry = header[name]!
          expect(entry).toEqual({ dtype: 'F32', shape, data_offsets: [end, end + expected.byteLength] })
          const read = Array.from(expected, (_, index) =>
            view.getFloat32(8 + headerBytes + end + 4 * index, true),
          )
          expect(read).toEqual([...expected])
          end += expected.byteLength
        }
        expect(file.length).toBe(8 + headerBytes + end)
      }),
    )
  })
})
