import { cpus, release, totalmem, type } from 'node:os'
import { numberReading, valueReading } from '../../shared/hardware/reading'
import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import { unavailable, type HardwareSample, type MachineInfo } from '../../shared/model/hardware'
import { nodeCpuReader, nodeMemoryReader } from './fallback'
import { systemFiles, type SystemFiles } from './linux/files'
import { linuxMachine } from './linux/machine'
import { linuxReaders } from './linux/readers'
import { holdsNothing, type HardwareLog, type Reader } from './reader'
import { volumeReader } from './readers/volume'
import { simulatedMachine, simulatedReader } from './simulated'

export interface MachineReaders extends Disposable {
  readonly origin: HardwareSample['origin']
  readonly machine: MachineInfo
  /** In order of trust, for `createSampler`, which disposes them. */
  readonly readers: readonly Reader[]
  /** Sentences for the screen about what kind of machine this is and what it therefore cannot tell. */
  readonly notices: readonly string[]
}

export interface MachineOptions {
  /** `process.platform`, or `simulated`. */
  readonly platform: NodeJS.Platform | 'simulated'
  readonly clock: Clock
  readonly log: HardwareLog
  readonly homeFolder: string
  /** After crashes: public interfaces only. */
  readonly shouldAvoidPrivate?: boolean
  /** Linux only: another root in tests. */
  readonly files?: SystemFiles
}

/** Chooses by platform and by what can be called; never fails, since Node's own figures are always there. */
export async function createMachineReaders(options: MachineOptions): Promise<MachineReaders> {
  const { platform, homeFolder } = options
  if (platform === 'simulated') return simulated(options)
  if (platform === 'linux') {
    const files = options.files ?? systemFiles()
    return {
      origin: 'measured',
      machine: linuxMachine(files),
      readers: linuxReaders(files, homeFolder),
      notices: ['This is Linux: processor, memory and disk are read, and nothing of an Apple chip.'],
      dispose: holdsNothing,
    }
  }
  return Promise.resolve({
    origin: 'measured',
    machine: plainMachine(),
    readers: [nodeCpuReader(), nodeMemoryReader(), volumeReader(homeFolder)],
    notices: ['Nothing but processor and memory is known of this system.'],
    dispose: holdsNothing,
  })
}

function simulated({ clock }: MachineOptions): MachineReaders {
  return {
    origin: 'simulated',
    machine: simulatedMachine,
    readers: [simulatedReader(clock)],
    notices: ['These values are simulated: no sensor of this machine is read.'],
    dispose: holdsNothing,
  }
}

export function plainMachine(): MachineInfo {
  const unknown = 'this system does not tell'
  const model = cpus()[0]?.model.trim() ?? ''
  return {
    platform: 'other',
    chipName: valueReading(model === '' ? null : model, 'reported', unknown),
    modelId: unavailable(unknown),
    clusters: [],
    logicalCoreCount: numberReading(cpus().length || null, 'exact', unknown),
    gpuCoreCount: unavailable(unknown),
    aneCoreCount: unavailable(unknown),
    memoryBytes: numberReading(totalmem(), 'exact', unknown),
    systemName: type(),
    systemVersion: valueReading(release(), 'exact', unknown),
    systemBuild: unavailable(unknown),
    isVirtual: false,
    isTranslated: false,
  }
}
