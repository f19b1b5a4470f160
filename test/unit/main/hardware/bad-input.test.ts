import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { expectHonest } from '../../../contract/reader.suite'
import { buildFakeSilicon, hasCompiler, shapeText, type FakeSilicon } from './fake-silicon'
import { readingAt, startOnFake, type MachineOnFake } from './machine-on-fake'

/** Each takes an M4 that works and breaks one thing: what depends on it says why, and the rest goes on. */
const breakages: readonly {
  readonly name: string
  readonly lines: readonly string[]
  /** Unavailable with a reason that contains the text. */
  readonly gone: readonly (readonly [path: string, reason: RegExp])[]
  readonly stays: readonly string[]
}[] = [
  {
    name: 'discovery of channels gives NULL',
    lines: ['noioreport'],
    gone: [
      ['power.cpuWatts', /./],
      ['cpu.clusters.P0.frequencyHz', /./],
    ],
    stays: ['cpu.utilizationRatio', 'memory.usedBytes', 'gpu.utilizationRatio', 'battery.chargeRatio'],
  },
  {
    name: 'every sample comes back as NULL',
    lines: ['nullsamples from=1 count=100000'],
    gone: [['power.cpuWatts', /./]],
    stays: ['cpu.utilizationRatio', 'memory.usedBytes', 'gpu.usedMemoryBytes', 'thermal.cpuCelsius'],
  },
]

/** One more channel or another state of one, beside those of the M4. */
const channels: readonly {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly path: string
  readonly isKnown: boolean
}[] = [
  {
    name: 'a counter that the driver never filled in (INT64_MIN)',
    from: 'simple "" "CPU Energy" mJ ',
    to: 'simple "" "CPU Energy" mJ invalid ',
    path: 'power.cpuWatts',
    isKnown: false,
  },
  {
    name: 'a counter that is 0 for ever',
    from: 'simple "" "CPU Energy" mJ ',
    to: 'simple "" "CPU Energy" mJ allzero ',
    path: 'power.cpuWatts',
    isKnown: false,
  },
  {
    name: 'a channel that is missing from the third sample on',
    from: 'simple "" "DRAM" mJ ',
    to: 'simple "" "DRAM" mJ vanish=3 ',
    path: 'power.dramWatts',
    isKnown: false,
  },
  {
    name: 'a counter that started again is known again one reading later',
    from: 'simple "" "CPU Energy" mJ ',
    to: 'simple "" "CPU Energy" mJ reset=2500 ',
    path: 'power.cpuWatts',
    isKnown: true,
  },
]

describe.runIf(hasCompiler)('a machine that misbehaves', () => {
  const fake: FakeSilicon = buildFakeSilicon()
  const opened: MachineOnFake[] = []
  const start = async (shape: string) => {
    fake.load(shape)
    const machine = await startOnFake(fake, 1_000)
    opened.push(machine)
    return machine
  }
  afterEach(async () => {
    for (const machine of opened.splice(0)) await machine.dispose()
    expect(fake.count('misuses')).toBe(0)
    expect(fake.count('handles')).toBe(0)
  })
  afterAll(() => fake.remove())
  const m4 = shapeText('m4')

  it.each(breakages)('$name', async ({ lines, gone, stays }) => {
    const machine = await start([m4, ...lines].join('\n'))
    machine.pass(1_000, 8)
    expectHonest(machine.last())
    for (const [path, reason] of gone) {
      const reading = readingAt(machine.last(), path)
      expect(reading?.value ?? null, path).toBeNull()
      if (reading !== undefined) expect(reading.reason, path).toMatch(reason)
    }
    for (const path of stays) expect(readingAt(machine.last(), path)?.value, path).not.toBeNull()
  })

  it.each(channels)('$name', async ({ from, to, path, isKnown }) => {
    expect(m4).toContain(from)
    const machine = await start(m4.replace(from, to))
    machine.pass(1_000, 8)
    expectHonest(machine.last())
    const reading = readingAt(machine.last(), path)
    if (isKnown) expect(reading?.value).toBeGreaterThan(0)
    else {
      expect(reading?.value).toBeNull()
      expect(reading?.reason).toMatch(/./)
    }
    expect(readingAt(machine.last(), 'power.gpuWatts')?.value).toBe(0)
    expect(readingAt(machine.last(), 'cpu.utilizationRatio')?.value).not.toBeNull()
  })

  it('takes states with names nobody knows for activity, not for rest', async () => {
    const machine = await start(m4.replace(/ V0P\d+:0 /, ' WHATEVER:0 '))
    machine.pass(1_000, 3)
    expectHonest(machine.last())
    expect(readingAt(machine.last(), 'cpu.utilizationRatio')?.value).not.toBeNull()
  })

  it('survives a denied group: only what it holds is missing, with the refusal as its reason', async () => {
    const machine = await start(m4.replace('group "Energy Model"', 'group "Energy Model" denied'))
    machine.pass(1_000, 3)
    expectHonest(machine.last())
    expect(readingAt(machine.last(), 'power.cpuWatts')?.reason).toContain('refuses')
    expect(readingAt(machine.last(), 'cpu.clusters.P0.frequencyHz')?.value).toBe(4464e6)
    expect(readingAt(machine.last(), 'gpu.utilizationRatio')?.value).toBe(0.5)
  })

  it('uses public interfaces alone after crashes, and says so', async () => {
    fake.load(m4)
    const machine = await startOnFake(fake, 1_000, { shouldAvoidPrivate: true, macmonPlaces: [] })
    opened.push(machine)
    machine.pass(1_000, 3)
    expectHonest(machine.last())
    expect(machine.notices.join(' ')).toContain('only public interfaces')
    expect(readingAt(machine.last(), 'power.cpuWatts')?.reason).toContain('crashed twice')
    expect(readingAt(machine.last(), 'thermal.cpuCelsius')?.value).toBeNull()
    for (const path of [
      'gpu.utilizationRatio',
      'memory.usedBytes',
      'battery.chargeRatio',
      'thermal.pressure',
    ])
      expect(readingAt(machine.last(), path)?.value, path).not.toBeNull()
  })

  it('keeps no object more after 300 ticks than after 100', async () => {
    const machine = await start(shapeText('m5-max'))
    machine.pass(1_000, 100)
    const before = fake.count('objects')
    machine.pass(1_000, 200)
    expect(fake.count('objects')).toBe(before)
  })

  it('gives public values before any channel was looked for, within 300 ms', async () => {
    fake.load(m4)
    const machine = await startOnFake(fake, 1_000)
    opened.push(machine)
    const early = machine.samples.filter(({ takenAt }) => takenAt <= machine.samples[0]!.takenAt + 300)
    const known = early.find((sample) => sample.gpu.utilizationRatio.value !== null)
    expect(known?.memory.usedBytes.value).not.toBeNull()
    expect(known?.thermal.pressure.value).toBe('nominal')
    expect(early.at(-1)?.cpu.utilizationRatio.value).not.toBeNull()
  })
})

describe.runIf(hasCompiler)('a system that lacks interfaces', () => {
  it.each([
    ['WITHOUT_HID', ['thermal.cpuCelsius', 'gpu.utilizationRatio']],
    [
      'WITHOUT_SUBSCRIPTION',
      ['gpu.utilizationRatio', 'memory.usedBytes', 'thermal.cpuCelsius', 'battery.chargeRatio'],
    ],
  ])('%s', async (define, stays) => {
    const fake = buildFakeSilicon([define])
    fake.load(shapeText('m4'))
    const machine = await startOnFake(fake, 1_000)
    machine.pass(1_000, 3)
    expectHonest(machine.last())
    for (const path of stays) expect(readingAt(machine.last(), path)?.value, path).not.toBeNull()
    await machine.dispose()
    fake.remove()
  })
})
