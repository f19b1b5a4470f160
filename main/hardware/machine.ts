import { chipGeneration } from '../../shared/hardware/temperatures'
import { numberReading, valueReading } from '../../shared/hardware/reading'
import { unavailable, type MachineInfo, type Reading } from '../../shared/model/hardware'
import type { Registry } from './ffi/iokit'
import type { Sysctl } from './ffi/sysctl'
import { findAccelerator } from './readers/gpu-public'
import { levelNames } from './topology'

/** What a Mac is, by sysctl and the IORegistry. `registry` is null where IOKit cannot be called. */
export function macMachine(sysctl: Sysctl, registry: Registry | null): MachineInfo {
  const isTranslated = sysctl.number('sysctl.proc_translated') === 1
  // Under Rosetta the brand reads "VirtualApple @ 2.50GHz", which is neither the chip nor a virtual machine.
  const brand = isTranslated ? null : sysctl.text('machdep.cpu.brand_string')
  const isArm = isTranslated || sysctl.number('hw.optional.arm64') === 1
  const unknown = 'the system does not tell'
  return {
    platform: isArm ? 'apple-silicon' : 'intel-mac',
    chipName: valueReading(brand, 'exact', isTranslated ? 'hidden by Rosetta' : unknown),
    modelId: valueReading(sysctl.text('hw.model'), 'exact', unknown),
    clusters: levelNames(sysctl).map((name, level) => ({
      name,
      coreCount: sysctl.number(`hw.perflevel${level}.physicalcpu`) ?? 0,
    })),
    logicalCoreCount: numberReading(sysctl.number('hw.logicalcpu'), 'exact', unknown),
    gpuCoreCount: registry === null ? unavailable(unknown) : gpuCoreCount(registry),
    aneCoreCount: registry === null ? unavailable(unknown) : aneCoreCount(registry),
    memoryBytes: numberReading(sysctl.number('hw.memsize'), 'exact', unknown),
    systemName: 'macOS',
    systemVersion: valueReading(sysctl.text('kern.osproductversion'), 'exact', unknown),
    systemBuild: valueReading(sysctl.text('kern.osversion'), 'exact', unknown),
    isVirtual: sysctl.number('kern.hv_vmm_present') === 1,
    isTranslated,
  }
}

/** Sentences about what this kind of machine cannot tell. */
export function macNotices(machine: MachineInfo): readonly string[] {
  const notices: string[] = []
  if (machine.isVirtual) notices.push('This is a virtual machine: it shows none of the chip’s own sensors.')
  if (machine.isTranslated)
    notices.push('This app runs under Rosetta; install the one for Apple silicon for all sensors.')
  if (machine.platform === 'intel-mac') {
    notices.push(
      'This is an Intel Mac: processor, memory, disk and battery are read, and nothing of an Apple chip.',
    )
  }
  const chipName = machine.chipName.value ?? ''
  const generation = chipGeneration(chipName)
  if (generation !== null && generation > newestKnownGeneration) {
    notices.push(`${chipName} is newer than this version of the app; some of its sensors may be missing.`)
  }
  return notices
}

const newestKnownGeneration = 5

function gpuCoreCount(registry: Registry): Reading {
  const accelerator = findAccelerator(registry)
  const count = accelerator?.property('gpu-core-count')
  void accelerator?.dispose()
  return numberReading(typeof count === 'number' ? count : null, 'exact', 'the graphics driver does not tell')
}

function aneCoreCount(registry: Registry): Reading {
  const entries = registry.findAll('H11ANEIn')
  const counts = entries.map((entry) => {
    const properties = entry.property('DeviceProperties')
    void entry.dispose()
    const count: unknown = properties instanceof Map ? properties.get('ANEDevicePropertyNumANECores') : null
    return typeof count === 'number' ? count : 0
  })
  const sum = counts.reduce((total, count) => total + count, 0)
  return numberReading(sum > 0 ? sum : null, 'exact', 'the driver of the ANE does not tell')
}
