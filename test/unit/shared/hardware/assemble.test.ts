import { describe, expect, it } from 'vitest'
import { assembleSample } from '../../../../shared/hardware/assemble'
import { unavailable, type Reading } from '../../../../shared/model/hardware'

const known = (value: number): Reading => ({ value, class: 'calculated' })

describe('assembleSample', () => {
  it('joins what two readers know of the same core, by its id', () => {
    const ticks = { cpu: { cores: [{ id: 'cpu0', clusterId: 'E0', utilizationRatio: known(0.5) }] } }
    const clocks = {
      cpu: {
        cores: [
          { id: 'cpu0', frequencyHz: known(2e9) },
          { id: 'cpu1', frequencyHz: known(3e9) },
        ],
      },
    }
    const { cpu } = assembleSample([
      { part: ticks, failure: null, fields: [] },
      { part: clocks, failure: null, fields: [] },
    ])
    expect(cpu.cores).toEqual([
      { id: 'cpu0', clusterId: 'E0', utilizationRatio: known(0.5), frequencyHz: known(2e9) },
      {
        id: 'cpu1',
        clusterId: null,
        utilizationRatio: unavailable('nothing on this machine reports it'),
        frequencyHz: known(3e9),
      },
    ])
  })

  it('keeps the reason of the most trusted reader when none knows the value', () => {
    const { gpu } = assembleSample([
      { part: { gpu: { utilizationRatio: unavailable('denied') } }, failure: null, fields: [] },
      { part: { gpu: { utilizationRatio: unavailable('no accelerator') } }, failure: null, fields: [] },
      { part: {}, failure: 'gone', fields: ['gpu.utilizationRatio', 'gpu.frequencyHz'] },
    ])
    expect(gpu.utilizationRatio.reason).toBe('denied')
    expect(gpu.frequencyHz.reason).toBe('gone')
  })
})
