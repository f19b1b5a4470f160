import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeAt, rowCount, rowOf, type Fold } from '../../../../../renderer/components/alerts/fold-map'

const folds: readonly Fold[] = [
  { at: 1, size: 2 },
  { at: 2, size: 0 },
  { at: 4, size: 1 },
]

describe('rows that are unfolded in place', () => {
  it('stand below what holds them', () => {
    const rows = Array.from({ length: rowCount(6, folds) }, (_, row) => placeAt(row, folds))
    expect(rows.map(({ index, part }) => (part === null ? `${index}` : `${index}.${part}`))).toEqual([
      '0',
      '1',
      '1.0',
      '1.1',
      '2',
      '3',
      '4',
      '4.0',
      '5',
    ])
    expect([0, 1, 2, 3, 4, 5].map((index) => rowOf(index, folds))).toEqual([0, 1, 4, 5, 6, 8])
  })

  it('are found where they are shown, whatever is unfolded', () => {
    const unfolded = fc
      .uniqueArray(fc.record({ at: fc.nat(50), size: fc.nat(20) }), { selector: ({ at }) => at })
      .map((list) => list.toSorted((a, b) => a.at - b.at))
    fc.assert(
      fc.property(unfolded, fc.nat(50), (list, index) => {
        expect(placeAt(rowOf(index, list), list)).toEqual({ index, part: null })
      }),
    )
  })
})
