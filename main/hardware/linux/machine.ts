import { numberReading, valueReading } from '../../../shared/hardware/reading'
import { unavailable, type MachineInfo } from '../../../shared/model/hardware'
import type { SystemFiles } from './files'
import { parseProcStat } from './cpu'
import { parseMeminfo } from './memory'

export function linuxMachine(files: SystemFiles): MachineInfo {
  const cpuinfo = files.text('proc/cpuinfo') ?? ''
  const release = files.text('etc/os-release') ?? ''
  const named = (text: string, pattern: RegExp) => pattern.exec(text)?.[1]?.trim() ?? null
  const notApple = 'only Apple chips have one'
  return {
    platform: 'linux',
    chipName: valueReading(
      named(cpuinfo, /^model name\s*: (.+)$/m),
      'reported',
      '/proc/cpuinfo names no model',
    ),
    modelId: valueReading(
      files.text('sys/class/dmi/id/product_name')?.trim() ?? null,
      'reported',
      'the firmware names no model',
    ),
    clusters: [],
    logicalCoreCount: numberReading(
      parseProcStat(files.text('proc/stat') ?? '').length || null,
      'exact',
      '/proc/stat names no cores',
    ),
    gpuCoreCount: unavailable('GPUs are not read on Linux'),
    aneCoreCount: unavailable(notApple),
    memoryBytes: numberReading(
      parseMeminfo(files.text('proc/meminfo') ?? '').get('MemTotal') ?? null,
      'exact',
      '/proc/meminfo names no total',
    ),
    systemName: named(release, /^NAME="?([^"\n]+)"?$/m) ?? 'Linux',
    systemVersion: valueReading(
      named(release, /^VERSION_ID="?([^"\n]+)"?$/m),
      'reported',
      'the distribution names no version',
    ),
    systemBuild: valueReading(
      files.text('proc/sys/kernel/osrelease')?.trim() ?? null,
      'exact',
      'the kernel names no release',
    ),
    isVirtual: /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo),
    isTranslated: false,
  }
}
