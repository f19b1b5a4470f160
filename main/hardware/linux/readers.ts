import { volumeReader } from '../readers/volume'
import { absentReader } from '../absent-reader'
import type { Reader } from '../reader'
import { linuxBatteryReader } from './battery'
import { linuxCpuReader } from './cpu'
import { linuxDiskReader } from './disk'
import type { SystemFiles } from './files'
import { linuxMemoryReader } from './memory'
import { linuxPowerReader } from './power'
import { linuxProcessesReader } from './processes'
import { linuxThermalReader } from './thermal'

/** What Linux tells everybody; there is neither Apple GPU nor ANE here, and the screen says so. */
export function linuxReaders(files: SystemFiles, homeFolder: string): readonly Reader[] {
  return [
    linuxCpuReader(files),
    linuxMemoryReader(files),
    linuxDiskReader(files),
    volumeReader(homeFolder),
    linuxThermalReader(files),
    linuxPowerReader(files),
    linuxBatteryReader(files),
    linuxProcessesReader(files),
    absentReader(
      'gpu',
      ['gpu.utilizationRatio', 'gpu.frequencyHz', 'gpu.usedMemoryBytes', 'power.gpuWatts'],
      'GPUs are not read on Linux',
    ),
    absentReader(
      'ane',
      ['ane.activityRatio', 'ane.activitySource', 'ane.memoryBytes', 'power.aneWatts'],
      'only Apple chips have an ANE',
    ),
  ]
}
