import { afterAll, expect, it } from 'vitest'
import { createMachineReaders } from '../../main/hardware/create-machine-readers'
import { createSampler } from '../../main/hardware/sampler'
import { createFakeClock } from '../support/fake-clock'
import {
  buildFakeSilicon,
  hasCompiler,
  shapeText,
  type FakeSilicon,
} from '../unit/main/hardware/fake-silicon'
import { median, quantile, report } from './report'

const ticks = 10_000
const warmUpTicks = 1_000

/** M5 Max as its owners report it: 400 channels (of which the wanted few dozen are sampled), 18 cores, 600 processes. */
function largeShape(): string {
  const fill = Array.from({ length: 340 }, (_, index) => `simple "" "PACC_X${index}" mJ rate=100`)
  const processes = Array.from(
    { length: 600 },
    (_, index) =>
      `process ${1000 + index} worker${index} user=24000 system=2400 footprint=${index + 1}000000 energy=1000 begun=${index}`,
  )
  const keys = Array.from(
    { length: 60 },
    (_, index) => `smc Tp${Math.floor(index / 10) + 1}${index % 10} flt 50`,
  )
  return [shapeText('m5-max'), 'group "Energy Model"', ...fill, ...processes, ...keys].join('\n')
}

const cpuMs = (usage: NodeJS.CpuUsage) => (usage.user + usage.system) / 1000

async function startSampler(fake: FakeSilicon, intervalMs: number) {
  fake.load(largeShape())
  const clock = createFakeClock()
  let samples = 0
  const log = () => undefined
  const found = await createMachineReaders({
    platform: 'darwin',
    clock,
    log,
    homeFolder: '/',
    libraries: fake.names,
  })
  const sampler = createSampler({ ...found, clock, intervalMs, onSample: () => (samples += 1), log })
  const pass = (ms: number) => {
    fake.advance(ms)
    clock.advance(ms)
  }
  pass(250)
  await sampler.discovered
  const run = (count: number) => {
    const durations: number[] = []
    for (let tick = 0; tick < count; tick += 1) {
      const start = performance.now()
      pass(intervalMs)
      durations.push(performance.now() - start)
    }
    return durations
  }
  const stop = async () => {
    await sampler.dispose()
    await found.dispose()
  }
  return { sampler, run, stop, samples: () => samples }
}

const fake = hasCompiler ? buildFakeSilicon() : null
afterAll(() => fake?.remove())

it.runIf(hasCompiler)(
  'ticks at 1 Hz, each sensor at its own cadence, without growing',
  { timeout: 300_000 },
  async () => {
    const { run, stop, samples } = await startSampler(fake!, 1_000)
    run(warmUpTicks)
    globalThis.gc?.()
    const before = { memory: process.memoryUsage(), objects: fake!.count('objects'), samples: samples() }
    const usage = process.cpuUsage()
    const durations = run(ticks)
    const cpu = cpuMs(process.cpuUsage(usage)) / ticks
    globalThis.gc?.()
    const after = process.memoryUsage()
    report(
      'hardware, one tick at 1 Hz',
      {
        'CPU ms': cpu,
        'median ms': median(durations),
        'p99 ms': quantile(durations, 0.99),
        [`heap growth MB${globalThis.gc === undefined ? ' (gc not forced)' : ''}`]:
          (after.heapUsed - before.memory.heapUsed) / 2 ** 20,
        'external growth MB': (after.external - before.memory.external) / 2 ** 20,
        'CF objects alive': `${before.objects} then ${fake!.count('objects')}`,
      },
      `3 ms CPU; 1 MB and a flat count over ${ticks} ticks`,
    )
    expect(samples() - before.samples).toBe(ticks)
    expect(fake!.count('objects')).toBe(before.objects)
    expect(fake!.count('misuses')).toBe(0)
    await stop()
  },
)

it.runIf(hasCompiler)('ticks with every sensor due', async () => {
  const { run, stop, sampler } = await startSampler(fake!, 10_000)
  run(100)
  const usage = process.cpuUsage()
  const durations = run(1_000)
  report(
    'hardware, one tick with every sensor due',
    { 'CPU ms': cpuMs(process.cpuUsage(usage)) / 1_000, 'median ms': median(durations) },
    '3 ms CPU',
  )
  expect(sampler.describe().filter(({ state }) => state === 'failed')).toEqual([])
  await stop()
})
