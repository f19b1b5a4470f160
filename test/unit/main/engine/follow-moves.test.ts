import { expect, it } from 'vitest'
import { followMoves } from '../../../../main/engine/follow-moves'

it('takes folders and left-out stores along when a project was renamed', () => {
  const settings = {
    roots: ['/u/old', '/u/other'],
    excludedLocations: ['/u/old/scratch/mlruns', '/u/older/mlruns', '/elsewhere'],
  }
  const moves = {
    places: [{ from: '/u/old/lab/mlruns', to: '/disk/new/lab/mlruns' }],
    emptyRoots: ['/u/old'],
  }
  expect(followMoves(settings, moves)).toEqual({
    roots: ['/u/other'],
    excludedLocations: ['/disk/new/scratch/mlruns', '/u/older/mlruns', '/elsewhere'],
  })
})
