import { homedir } from 'node:os'
import { systemClock } from '../../shared/clock'
import type { HardwareSample, MachineInfo, ReaderStatus } from '../../shared/model/hardware'
import { createMachineReaders } from '../hardware/create-machine-readers'
import { oneLibrary } from '../hardware/ffi/libraries'
import type { HardwareLog } from '../hardware/reader'
import { createSampler } from '../hardware/sampler'

export interface SampledMachine {
  readonly machine: MachineInfo
  readonly notices: readonly string[]
  readonly sample: HardwareSample
  readonly readers: readonly ReaderStatus[]
  /** From the start to the first sample that held a value, and to the end of the search for channels, ms. */
  readonly firstValueMs: number | null
  readonly discoveredMs: number
}

interface SampleRequest {
  /** `APP_MAC_LIBRARY` as in main/env.ts. */
  readonly env: NodeJS.ProcessEnv
  /** After the search for channels: 300 ms give rates, 2.5 s also counters that are published every other second. */
  readonly watchMs: number
  readonly log: HardwareLog
}

/** Samples this machine for a moment, as the app would, and lets go of it. */
export async function sampleMachine({ env, watchMs, log }: SampleRequest): Promise<SampledMachine> {
  const startedAt = systemClock.monotonic()
  const library = env['APP_MAC_LIBRARY']
  const found = await createMachineReaders({
    platform: library === undefined ? process.platform : 'darwin',
    clock: systemClock,
    homeFolder: homedir(),
    log,
    ...(library === undefined ? {} : { libraries: oneLibrary(library) }),
  })
  const samples: HardwareSample[] = []
  let firstValueMs: number | null = null
  const sampler = createSampler({
    readers: found.readers,
    origin: found.origin,
    clock: systemClock,
    intervalMs: Math.min(500, watchMs),
    log,
    onSample(sample) {
      samples.push(sample)
      if (sample.memory.totalBytes.value !== null) firstValueMs ??= systemClock.monotonic() - startedAt
    },
  })
  try {
    await sampler.discovered
    const discoveredMs = systemClock.monotonic() - startedAt
    await new Promise<void>((resolve) => void systemClock.after(watchMs, resolve))
    const sample = samples.at(-1)
    if (sample === undefined) throw new Error('the sampler gave no sample')
    const { machine, notices } = found
    return { machine, notices, sample, readers: sampler.describe(), firstValueMs, discoveredMs }
  } finally {
    await sampler.dispose()
    await found.dispose()
  }
}
