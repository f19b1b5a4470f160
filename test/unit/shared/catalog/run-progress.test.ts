import { describe, expect, it } from 'vitest'
import { remainingMs, runProgress } from '../../../../shared/catalog/run-progress'

const at = (step: number, value = 1) => ({ value, step, timestamp: 0 })

describe('the progress of a run', () => {
  it.each([
    ['declared steps', { max_steps: '400' }, { loss: at(100) }, 0.25],
    ['the most telling of several', { steps: '7', max_steps: '200' }, { loss: at(100) }, 0.5],
    ['epochs', { num_epochs: '4' }, { loss: at(9_000), epoch: at(9_000, 3) }, 0.75],
    ['past its declared end', { max_steps: '50' }, { loss: at(100) }, null],
    ['no declared length', { lr: '0.1' }, { loss: at(100) }, null],
    ['epochs declared, none logged', { num_epochs: '4' }, { loss: at(100) }, null],
    ['a length that is no number', { max_steps: 'all', num_epochs: '-1' }, { epoch: at(1) }, null],
  ])('%s', (_case, params, metrics, ratio) => {
    expect(runProgress({ params, metrics })?.ratio ?? null).toBe(ratio)
  })

  it('guesses no end from nothing', () => {
    const of = (ratio: number) => ({ ratio, step: null, totalSteps: null })
    expect(remainingMs(of(0.25), 1_000, 2_000)).toBe(3_000)
    expect(remainingMs(of(0.001), 1_000, 2_000)).toBeNull()
    expect(remainingMs(of(0.5), null, 2_000)).toBeNull()
  })
})
