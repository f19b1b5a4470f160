import type { DtypeShare } from '../../../shared/model/model-inspection'

/** A tensor as a file's header lists it. */
export interface Tensor {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  /** Stored elements: the product of the shape, a safe integer. */
  readonly elementCount: number
  readonly bytes: number
}

/** Largest share of bytes first. */
export function sharesOf(tensors: readonly Tensor[]): DtypeShare[] {
  const shares = new Map<string, { tensorCount: number; elementCount: number; bytes: number }>()
  for (const { dtype, elementCount, bytes } of tensors) {
    const share = shares.get(dtype) ?? { tensorCount: 0, elementCount: 0, bytes: 0 }
    shares.set(dtype, share)
    share.tensorCount += 1
    share.elementCount += elementCount
    share.bytes += bytes
  }
  return [...shares]
    .map(([dtype, share]) => ({ dtype, ...share }))
    .sort((a, b) => b.bytes - a.bytes || (a.dtype < b.dtype ? -1 : 1))
}

/** The product of a shape; null when a dimension is no count or the product is too large to be one. */
export function elementsOf(shape: readonly unknown[]): number | null {
  let product = 1
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return null
    product *= size
    if (!Number.isSafeInteger(product)) return null
  }
  return product
}
