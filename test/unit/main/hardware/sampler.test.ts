import { describe, expect, it } from 'vitest'
import { createSampler, type SamplerOptions } from '../../../../main/hardware/sampler'
import type { Reader } from '../../../../main/hardware/reader'
import type { HardwareSample, Reading } from '../../../../shared/model/hardware'
import { unavailable } from '../../../../shared/model/hardware'
import { fail, ok } from '../../../../shared/result'
import { createFakeClock, type FakeClock } from '../../../support/fake-clock'

const watts = (value: number): Reading => ({ value, class: 'reported' })

function fakeReader(overrides: Partial<Reader>): Reader {
  return {
    name: 'fake',
    everyMs: 0,
    fields: ['power.systemWatts'],
    isAvailable: () => true,
    reason: () => null,
    read: () => ok({ power: { systemWatts: watts(1) } }),
    dispose: () => undefined,
    ...overrides,
  }
}

function start(readers: readonly Reader[], overrides: Partial<SamplerOptions> & { clock?: FakeClock } = {}) {
  const clock = overrides.clock ?? createFakeClock(1_000_000)
  const samples: HardwareSample[] = []
  const lines: string[] = []
  const sampler = createSampler({
    readers,
    intervalMs: 1_000,
    onSample: (sample) => samples.push(sample),
    log: (_, message) => lines.push(message),
    ...overrides,
    clock,
  })
  clock.advance(0)
  return { clock, samples, lines, sampler, last: () => samples.at(-1)! }
}

describe('the sampler', () => {
  it('samples at once, after 250 ms, and then at its interval', () => {
    const { clock, samples } = start([fakeReader({})])
    expect(samples.map((sample) => [sample.takenAt, sample.elapsedMs])).toEqual([[1_000_000, null]])
    clock.advance(3_250)
    expect(samples.map((sample) => sample.takenAt - 1_000_000)).toEqual([0, 250, 1_250, 2_250, 3_250])
    expect(samples.map((sample) => sample.elapsedMs)).toEqual([null, 250, 1_000, 1_000, 1_000])
  })

  it('fills every field of every sample, with a reason where nothing is known', () => {
    const { last } = start([])
    expect(last().origin).toBe('measured')
    expect(last().gpu.utilizationRatio).toEqual(unavailable('nothing on this machine reports it'))
  })

  it('looks for channels only after the second sample, and tells that it does', async () => {
    let isFound = false
    const { clock, sampler, last, samples } = start([
      fakeReader({
        isAvailable: () => isFound,
        discover: async () => {
          expect(samples).toHaveLength(2)
          isFound = true
        },
      }),
    ])
    expect(last().power.systemWatts.reason).toBe('still looking for its channels')
    expect(sampler.describe()[0]).toMatchObject({ state: 'probing' })
    clock.advance(250)
    await sampler.discovered
    clock.advance(1_000)
    expect(last().power.systemWatts.value).toBe(1)
    expect(sampler.describe()[0]).toMatchObject({ state: 'live', reason: null })
  })

  it('tells why a search for channels failed, and goes on', async () => {
    const broken = fakeReader({
      isAvailable: () => false,
      discover: () => Promise.reject(new Error('bus error')),
    })
    const { clock, sampler, last, lines } = start([broken])
    clock.advance(250)
    await sampler.discovered
    clock.advance(1_000)
    expect(last().power.systemWatts.reason).toBe('the search for its channels failed')
    expect(sampler.describe()[0]).toMatchObject({ state: 'failed' })
    expect(lines.join()).toContain('bus error')
  })

  it('reads each reader at its own cadence and repeats its last word between', () => {
    const elapsed: number[] = []
    const slow = fakeReader({
      everyMs: 2_000,
      read: (ms) => (elapsed.push(ms), ok({ power: { systemWatts: watts(elapsed.length) } })),
    })
    const { clock, samples } = start([slow])
    clock.advance(5_250)
    expect(elapsed).toEqual([0, 250, 2_000, 2_000])
    expect(samples.map((sample) => sample.power.systemWatts.value)).toEqual([1, 2, 2, 3, 3, 4, 4])
  })

  it('takes the first reader in order that knows a value', () => {
    const privateReader = fakeReader({
      read: () => ok({ power: { systemWatts: unavailable('not published') } }),
    })
    const publicReader = fakeReader({ name: 'public', read: () => ok({ power: { systemWatts: watts(9) } }) })
    expect(start([privateReader, publicReader]).last().power.systemWatts).toEqual(watts(9))
    expect(start([publicReader, fakeReader({})]).last().power.systemWatts).toEqual(watts(9))
  })

  it('shows a failure as the reason of the fields it was there for, never as 0', () => {
    const denied = fakeReader({ read: () => fail('permission', 'the system refuses') })
    const { last, sampler } = start([denied])
    expect(last().power.systemWatts).toEqual(unavailable('the system refuses'))
    expect(sampler.describe()[0]).toMatchObject({
      state: 'denied',
      reason: 'the system refuses',
      failureCount: 1,
    })
  })

  it('switches a reader that throws off for longer each time, while the others go on', () => {
    const calls: number[] = []
    const broken = fakeReader({
      read: () => {
        calls.push(clock.monotonic())
        throw new Error('null pointer')
      },
    })
    const clock = createFakeClock()
    const { samples, last, sampler, lines } = start(
      [broken, fakeReader({ name: 'other', fields: [], read: () => ok({ fans: { count: watts(2) } }) })],
      { clock },
    )
    clock.advance(60_000)
    expect(calls).toEqual([0, 5_250, 35_250])
    expect(last().power.systemWatts.reason).toBe('this reader failed and is off for 300 s')
    expect(samples.every((sample) => sample.fans.count.value === 2)).toBe(true)
    expect(sampler.describe()[0]).toMatchObject({ state: 'failed', failureCount: 3 })
    expect(lines[0]).toContain('null pointer')
  })

  it('drops baselines on demand, after a pause, and after a gap as long as a sleep', () => {
    let drops = 0
    const elapsed: number[] = []
    const reader = fakeReader({ dropBaselines: () => (drops += 1), read: (ms) => (elapsed.push(ms), ok({})) })
    const { clock, sampler, last, samples } = start([reader])
    clock.advance(1_250)
    sampler.dropBaselines()
    clock.advance(1_000)
    expect([drops, elapsed.at(-1), last().elapsedMs]).toEqual([1, 0, null])
    sampler.pause()
    const count = samples.length
    clock.advance(60_000)
    expect(samples).toHaveLength(count)
    sampler.resume()
    expect([drops, elapsed.at(-1), samples.length]).toEqual([2, 0, count + 1])
  })

  it('notices by itself that the machine slept', () => {
    let monotonic = 0
    const base = createFakeClock()
    const clock = { ...base, monotonic: () => monotonic }
    const { samples } = start([fakeReader({})], { clock })
    monotonic = 250
    base.advance(250)
    monotonic = 8 * 3_600_000
    base.advance(1_000)
    monotonic += 1_000
    base.advance(1_000)
    monotonic -= 50
    base.advance(1_000)
    expect(samples.map((sample) => sample.elapsedMs)).toEqual([null, 250, null, 1_000, null])
  })

  it('changes its interval, and stops for good when disposed', async () => {
    let disposed = 0
    const { clock, sampler, samples } = start([fakeReader({ dispose: () => void (disposed += 1) })])
    clock.advance(250)
    sampler.setInterval(5_000)
    clock.advance(10_000)
    expect(samples).toHaveLength(4)
    await sampler.dispose()
    await sampler.discovered
    sampler.resume()
    clock.advance(60_000)
    expect([samples.length, disposed]).toEqual([4, 1])
  })

  it('lives on when a listener throws', () => {
    const { clock, lines } = start([fakeReader({})], {
      onSample: () => {
        throw new Error('window gone')
      },
    })
    clock.advance(1_250)
    expect(lines).toHaveLength(3)
  })

  it('names what is missing of a reader that knows only a part', () => {
    const half = fakeReader({
      read: () => ok({ power: { cpuWatts: watts(3), aneWatts: unavailable('no channel') } }),
    })
    expect(start([half]).sampler.describe()[0]).toMatchObject({
      state: 'partial',
      reason: 'power.aneWatts: no channel',
    })
  })
})
