import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kolmogorovTail } from '../../../../shared/drift/kolmogorov'
import { kolmogorovSmirnov } from '../../../../shared/drift/kolmogorov-smirnov'
import { chiSquareTail, logGamma, twoSidedNormalTail } from '../../../../shared/drift/special-functions'

describe('p-values as scipy gives them', () => {
  /** `scipy.stats.kstwo.sf(x, n)` of scipy 1.13, over every branch of the algorithm. */
  it.each([
    [1, 0.7, 0.6000000000000001],
    [5, 0.1, 1.0],
    [5, 0.15, 0.9988],
    [5, 0.3, 0.664],
    [5, 0.45, 0.19399374999999963],
    [5, 0.95, 6.250000000000028e-7],
    [20, 0.05, 0.9999999767980384],
    [20, 0.2, 0.352720173623415],
    [20, 0.5, 3.787595240539032e-5],
    [139, 0.03, 0.9992967792819865],
    [140, 0.08, 0.31480749911643063],
    [140, 0.3, 1.1370251710737309e-11],
    [141, 0.02, 0.9999999744561288],
    [500, 0.04, 0.3902508696049749],
    [500, 0.1, 8.342293067263533e-5],
    [5000, 0.006, 0.9933190457003288],
    [5000, 0.012, 0.4639912166690192],
    [5000, 0.03, 0.00024159234422666817],
    [50000, 0.0002, 1.0],
    [50000, 0.0045, 0.26259712201947405],
    [200000, 0.0015, 0.758498392324318],
    [200000, 0.05, 0.0],
  ])('kstwo.sf of n = %i, x = %f', (n, x, expected) => {
    expect(Math.abs(kolmogorovTail(n, x) - expected)).toBeLessThan(1e-10)
  })

  /** `scipy.stats.ks_2samp(a, b).pvalue`, with b shifted by `shift` places of the same even grid. */
  it.each([
    [5, 7, 0.3, 0.43434343434343425],
    [10, 10, 0.25, 0.7869297884777761],
    [30, 29, 0.21, 0.300953681966086],
    [100, 150, 0.07, 0.8173201637043234],
    [200, 200, 0.5, 1.4468852244495245e-23],
    [1000, 999, 0.05, 0.1408060007818609],
    [9999, 10000, 0.012, 0.45154495162487307],
    [10001, 50, 0.15, 0.18976650775137327],
    [20000, 15000, 0.013, 0.10698502796633835],
    [30000, 30000, 0.004, 0.9668522127488803],
  ])('ks_2samp of grids of %i and %i shifted by %f', (n, m, shift, expected) => {
    const a = Float64Array.from({ length: n }, (_, at) => at / n)
    const b = Float64Array.from({ length: m }, (_, at) => at / m + shift)
    const { pValue } = kolmogorovSmirnov(a, b)
    expect(Math.abs(pValue - expected)).toBeLessThan(1e-10)
    expect(kolmogorovSmirnov(b, a).pValue).toBeCloseTo(pValue, 12)
  })

  it.each([
    [0.01, 1, 0.920344325445942],
    [3.84, 1, 0.05004352124870519],
    [5, 2, 0.0820849986238988],
    [20, 7, 0.005569683072945574],
    [0.5, 50, 1.0],
    [200, 50, 7.857610724654791e-20],
    [900, 300, 3.0852110460657102e-61],
  ])('chi2.sf(%f, %i)', (x, degrees, expected) => {
    expect(chiSquareTail(x, degrees) / expected).toBeCloseTo(1, 9)
  })

  it('has the normal tail and the gamma function right', () => {
    expect(twoSidedNormalTail(1.959963984540054)).toBeCloseTo(0.05, 12)
    expect(twoSidedNormalTail(-8) / 1.2441921148543568e-15).toBeCloseTo(1, 9)
    expect(twoSidedNormalTail(0)).toBe(1)
    expect(logGamma(1)).toBeCloseTo(0, 13)
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
    expect(logGamma(171)).toBeCloseTo(706.5730622457874, 9)
  })
})

describe('the Kolmogorov-Smirnov test', () => {
  const sample = fc
    .array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 })
    .map((values) => Float64Array.from(values).sort())

  it('lies between 0 and 1, and is 1 for a sample against itself', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const { distance, pValue } = kolmogorovSmirnov(a, b)
        expect(distance >= 0 && distance <= 1 && pValue >= 0 && pValue <= 1).toBe(true)
        expect(kolmogorovSmirnov(a, a)).toEqual({ distance: 0, pValue: 1 })
      }),
    )
  })

  it('falls as the samples move apart', () => {
    const base = Float64Array.from({ length: 80 }, (_, at) => at)
    const pValues = [0, 5, 10, 20, 40, 90].map(
      (by) =>
        kolmogorovSmirnov(
          base,
          base.map((at) => at + by),
        ).pValue,
    )
    expect(pValues).toEqual([...pValues].sort((a, b) => b - a))
    expect(pValues.at(-1)).toBeLessThan(1e-40)
  })
})
