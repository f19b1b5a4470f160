import type { FieldPath } from '../../shared/hardware/sample'
import type { Clock } from '../../shared/clock'
import type { MachineInfo } from '../../shared/model/hardware'
import type { Result } from '../../shared/result'
import { failedReader } from './absent-reader'
import { createChannels, type Channels } from './channels'
import { nodeCpuReader, nodeMemoryReader } from './fallback'
import type { Registry } from './ffi/iokit'
import { openGpuClients } from './gpu-clients'
import type { MacSystem } from './mac-system'
import type { Reader } from './reader'
import { aneReader, highestAneWatts } from './readers/ane'
import { bandwidthReader } from './readers/bandwidth'
import { batteryReader } from './readers/battery'
import { cpuFrequencyReader } from './readers/cpu-frequency'
import { cpuTicksReader } from './readers/cpu-ticks'
import { diskReader } from './readers/disk'
import { energyReader } from './readers/energy'
import { fansReader } from './readers/fans'
import { gpuPublicReader } from './readers/gpu-public'
import { gpuResidencyReader } from './readers/gpu-residency'
import { memoryReader } from './readers/memory'
import { powerModeReader } from './readers/power-mode'
import { processesReader } from './readers/processes'
import { smcPowerReader } from './readers/smc-power'
import { temperaturesReader } from './readers/temperatures'
import { thermalPressureReader } from './readers/thermal-pressure'
import { volumeReader } from './readers/volume'
import { readClusters, readFrequencyTables } from './topology'

/** Ticks of the kernel's clock; hw.tbfrequency says the same 24 MHz on every Apple chip so far. */
const usualTicksPerSecond = 24e6

export interface MacReaders {
  /** In order of trust. */
  readonly readers: readonly Reader[]
  dispose(): void
}

/** Every reader of a Mac; one whose interface is missing is replaced by its reason. */
export function macReaders(
  system: MacSystem,
  machine: MachineInfo,
  clock: Clock,
  homeFolder: string,
): MacReaders {
  const { registry } = system
  const channels = createChannels(system.ioReport, clock)
  const clusters = registry.ok ? readClusters(registry.value, system.sysctl) : []
  const ticksPerSecond = system.sysctl.number('hw.tbfrequency') ?? usualTicksPerSecond
  const chip = {
    name: machine.chipName.value ?? '',
    ticksPerSecond,
    // Under Rosetta mach_absolute_time counts nanoseconds, while the counters keep to ticks of 24 MHz.
    nowTicks: machine.isTranslated ? null : system.mach.absoluteTicks,
  }
  const ticks = system.mach.cpuTicks
  return {
    readers: [
      ticks.ok ? cpuTicksReader(ticks.value, clusters) : nodeCpuReader(),
      memoryReader(system.mach.vmStatistics, system.sysctl),
      nodeMemoryReader(),
      volumeReader(homeFolder),
      ...channelReaders(channels, system, chip, clusters),
      ...registryReaders(registry),
      ...sensorReaders(system, chip.name),
      // After the sensors: its figure for the whole machine stands in where they have none.
      from(registry, 'battery', ['battery.isPresent'], batteryReader),
      from(system.processes, 'processes', ['processes.count'], (table) =>
        processesReader(table, registry.ok ? openGpuClients(registry.value) : null, ticksPerSecond),
      ),
    ],
    dispose: () => void channels.dispose(),
  }
}

interface Chip {
  readonly name: string
  readonly ticksPerSecond: number
  readonly nowTicks: (() => number) | null
}

function channelReaders(
  channels: Channels,
  { registry }: MacSystem,
  chip: Chip,
  clusters: ReturnType<typeof readClusters>,
): readonly Reader[] {
  const tables = registry.ok ? readFrequencyTables(registry.value) : { cpu: () => null, gpu: null }
  let aneWatts: number | null = null
  const energy = energyReader(channels, chip)
  const watched: Reader = {
    ...energy,
    read(elapsedMs) {
      const result = energy.read(elapsedMs)
      aneWatts = result.ok ? (result.value.power?.aneWatts?.value ?? null) : null
      return result
    },
  }
  return [
    cpuFrequencyReader(channels, clusters, tables),
    gpuResidencyReader(channels, tables.gpu),
    watched,
    aneReader(channels, { lastWatts: () => aneWatts, highestWatts: highestAneWatts(chip.name) }),
    bandwidthReader(channels, chip.ticksPerSecond),
  ]
}

function registryReaders(registry: Result<Registry>): readonly Reader[] {
  return [
    from(registry, 'gpu.public', ['gpu.utilizationRatio', 'gpu.usedMemoryBytes'], gpuPublicReader),
    from(registry, 'disk.rates', ['disk.readBytesPerSecond', 'disk.writtenBytesPerSecond'], diskReader),
  ]
}

function sensorReaders({ smc, notifications, openHid }: MacSystem, chipName: string): readonly Reader[] {
  return [
    from(smc, 'power.sensors', ['power.systemWatts', 'power.adapterWatts'], (opened) =>
      smcPowerReader(opened, chipName),
    ),
    temperaturesReader(smc.ok ? smc.value : null, openHid, chipName),
    from(smc, 'fans', ['fans.count'], fansReader),
    from(notifications, 'thermal.pressure', ['thermal.pressure'], thermalPressureReader),
    from(notifications, 'power.mode', ['power.mode'], powerModeReader),
  ]
}

function from<T>(
  source: Result<T>,
  name: string,
  fields: readonly FieldPath[],
  make: (value: T) => Reader,
): Reader {
  return source.ok ? make(source.value) : failedReader(name, fields, source.error)
}
