import { describe, expect, it } from 'vitest'
import { createHardwareFormat } from '../../../../renderer/format/hardware'
import { liveTiles } from '../../../../renderer/hardware/live-tiles'
import { truthWords } from '../../../../renderer/hardware/truth'
import { simulatedMachine } from '../../../../main/hardware/simulated'
import { aBlankSample, aSample, linux } from '../support/hardware'

const format = createHardwareFormat('en')
const titles = (sample = aSample(), recent = [sample], machine = simulatedMachine) => {
  const { tiles, missing } = liveTiles(sample, recent, machine, format)
  return { shown: tiles.map(({ title }) => title), missing: missing.map(({ title }) => title) }
}

describe('live tiles', () => {
  it('shows everything that an M4 Max tells', () => {
    expect(titles()).toEqual({
      shown: [
        'GPU',
        'Neural Engine',
        'CPU',
        'Memory',
        'Power',
        'Temperature',
        'Fans',
        'Disk',
        'Memory traffic',
        'Battery',
      ],
      missing: [],
    })
  })

  it('marks an estimate and tells its class and reason', () => {
    const sample = aSample()
    const { tiles } = liveTiles(sample, [sample], simulatedMachine, format)
    const ane = tiles.find(({ id }) => id === 'ane')
    expect(ane?.value).toBe('≈ 1%')
    expect(ane?.hint).toBe('Estimated: a lower bound or a model (simulated).')
    expect(tiles.find(({ id }) => id === 'gpu')?.value).toMatch(/^\d+%$/)
  })

  it('names what is not there instead of showing dashes', () => {
    const blank = aBlankSample()
    expect(titles(blank, [blank], linux).shown).toEqual([])
    expect(titles(blank, [blank], linux).missing).toContain('Neural Engine')
  })

  it('gives a chip whose channels are still being found ten samples', () => {
    const blanks = (count: number) => Array.from({ length: count }, (_, index) => aBlankSample(index))
    expect(titles(aBlankSample(9), blanks(9)).missing).toEqual([])
    expect(titles(aBlankSample(10), blanks(10)).missing).toContain('GPU')
  })

  it('keeps a tile whose value has just become unknown, with the reason', () => {
    const lost = { ...aSample(61), gpu: aBlankSample().gpu }
    const { tiles } = liveTiles(lost, [aSample(60), lost], linux, format)
    expect(tiles.find(({ id }) => id === 'gpu')).toMatchObject({
      value: '–',
      isKnown: false,
      note: 'nothing on this machine reports it',
    })
  })

  it('does not miss fans and a battery that the machine was built without', () => {
    const sample = aSample()
    const fanless = {
      ...sample,
      fans: { count: { value: 0, class: 'reported' as const }, fans: [] },
      battery: { ...aBlankSample().battery, isPresent: { value: false, class: 'exact' as const } },
    }
    const { shown, missing } = titles(fanless, [fanless])
    expect([...shown, ...missing].filter((title) => title === 'Fans' || title === 'Battery')).toEqual([])
  })

  it('says why something is not available', () => {
    expect(truthWords({ value: null, class: 'unavailable', reason: 'needs macOS' })).toBe(
      'Not available: needs macOS.',
    )
  })
})
