import {
  createMachineReaders,
  type MachineOptions,
  type MachineReaders,
} from '../../../../main/hardware/create-machine-readers'
import { createSampler, type Sampler } from '../../../../main/hardware/sampler'
import type { HardwareSample, Reading } from '../../../../shared/model/hardware'
import { createFakeClock } from '../../../support/fake-clock'
import type { FakeSilicon } from './fake-silicon'

/** Everything from the libraries up to the sample, on the fake. */
export interface MachineOnFake extends MachineReaders {
  readonly sampler: Sampler
  readonly samples: HardwareSample[]
  readonly lines: string[]
  last(): HardwareSample
  /** Lets time pass here and there in steps, so that the sampler ticks at each. */
  pass(ms: number, steps?: number): void
}

/** Started, with all channels found and a baseline read. */
export async function startOnFake(
  fake: FakeSilicon,
  intervalMs: number,
  overrides: Partial<MachineOptions> = {},
): Promise<MachineOnFake> {
  const clock = createFakeClock()
  const samples: HardwareSample[] = []
  const lines: string[] = []
  const log = (_level: string, message: string) => void lines.push(message)
  const found = await createMachineReaders({
    platform: 'darwin',
    clock,
    log,
    homeFolder: '/',
    libraries: fake.names,
    ...overrides,
  })
  const sampler = createSampler({
    readers: found.readers,
    origin: found.origin,
    clock,
    intervalMs,
    onSample: (sample) => samples.push(sample),
    log,
  })
  const pass = (ms: number, steps = 1) => {
    for (let step = 0; step < steps; step += 1) {
      fake.advance(ms)
      clock.advance(ms)
    }
  }
  pass(0)
  pass(250)
  await sampler.discovered
  sampler.dropBaselines()
  pass(intervalMs)
  return {
    ...found,
    sampler,
    samples,
    lines,
    last: () => samples.at(-1)!,
    pass,
    async dispose() {
      await sampler.dispose()
      await found.dispose()
    },
  }
}

/** `cpu.clusters.E0.frequencyHz` of a sample; items of lists by their id. */
export function readingAt(sample: HardwareSample, path: string): Reading<unknown> | undefined {
  let value: unknown = sample
  for (const key of path.split('.')) {
    if (Array.isArray(value)) value = (value as { id: string }[]).find((item) => item.id === key)
    else value = (value as Record<string, unknown> | undefined)?.[key]
  }
  return typeof value === 'number' ? { value, class: 'exact' } : (value as Reading<unknown> | undefined)
}

export interface Expectation {
  readonly path: string
  /** Null: no value may be shown. */
  readonly value: number | null
  readonly because: string
}

/** Lines `#= path value | why` and `#- path | why` of a shape, and how it is to be run. */
export function expectationsOf(shape: string): {
  readonly intervalMs: number
  readonly steps: number
  readonly expectations: readonly Expectation[]
} {
  const number = (name: string, otherwise: number) =>
    Number(new RegExp(`^#${name} (.+)$`, 'm').exec(shape)?.[1] ?? otherwise)
  return {
    intervalMs: number('interval', 1_000),
    steps: number('steps', 2),
    expectations: [...shape.matchAll(/^#([=-]) (\S+)(?: (\S+))? +\| (.+)$/gm)].map(
      ([, sign, path = '', value, because = '']) => ({
        path,
        value: sign === '=' ? Number(value) : null,
        because,
      }),
    ),
  }
}
