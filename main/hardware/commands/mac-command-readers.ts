import { absentBattery, batteryOf, systemWattsOf } from '../../../shared/hardware/battery'
import { parseIoreg } from '../../../shared/hardware/commands/ioreg'
import { parsePowerMode } from '../../../shared/hardware/commands/pmset'
import { parseSwapUsage, parseVmStat } from '../../../shared/hardware/commands/vm-stat'
import { gpuOfStatistics } from '../../../shared/hardware/public-gpu'
import { numberReading, valueReading } from '../../../shared/hardware/reading'
import type { Clock } from '../../../shared/clock'
import { fail, ok, type Result } from '../../../shared/result'
import type { VmStatistics } from '../../../shared/hardware/vm-statistics'
import type { Reader } from '../reader'
import { pageReadings } from '../readers/memory'
import { commandReader } from './command-reader'
import { runCommand } from './run-command'

/** Where macOS keeps them; others in tests. */
export interface CommandPaths {
  readonly ioreg: string
  readonly vmStat: string
  readonly sysctl: string
  readonly pmset: string
}

export const macCommandPaths: CommandPaths = {
  ioreg: '/usr/sbin/ioreg',
  vmStat: '/usr/bin/vm_stat',
  sysctl: '/usr/sbin/sysctl',
  pmset: '/usr/bin/pmset',
}

/**
 * A Mac whose libraries cannot be called still has its tools: GPU use, memory, battery and power mode every few
 * seconds, at the cost of a process each. Used only then.
 */
export function macCommandReaders(paths: CommandPaths, clock: Clock): readonly Reader[] {
  return [
    gpuReader(paths, clock),
    memoryReader(paths, clock),
    batteryReader(paths, clock),
    powerModeReader(paths, clock),
  ]
}

function gpuReader({ ioreg }: CommandPaths, clock: Clock): Reader {
  return commandReader({
    name: 'gpu.ioreg',
    everyMs: 5_000,
    fields: ['gpu.utilizationRatio', 'gpu.usedMemoryBytes', 'gpu.rendererRatio', 'gpu.tilerRatio'],
    clock,
    async ask() {
      const answer = await runCommand(ioreg, ['-r', '-d', '1', '-w', '0', '-c', 'IOAccelerator'])
      if (!answer.ok) return answer
      const statistics = parseIoreg(answer.value)
        .map((node) => node.get('PerformanceStatistics'))
        .find((value) => value instanceof Map)
      return statistics instanceof Map
        ? ok({ gpu: gpuOfStatistics(statistics as ReadonlyMap<string, unknown>) })
        : fail('unsupported', 'no graphics driver of this machine keeps statistics')
    },
  })
}

function memoryReader({ vmStat, sysctl }: CommandPaths, clock: Clock): Reader {
  let before: VmStatistics | null = null
  return commandReader({
    name: 'memory.vm_stat',
    everyMs: 5_000,
    fields: ['memory.usedBytes', 'memory.pageUsedBytes', 'memory.swapUsedBytes', 'memory.swapTotalBytes'],
    clock,
    async ask(elapsedMs) {
      const [pages, swap] = await Promise.all([runCommand(vmStat, []), runCommand(sysctl, ['vm.swapusage'])])
      const counted = pages.ok ? parseVmStat(pages.value) : null
      if (counted === null)
        return pages.ok ? fail('unsupported', 'vm_stat answered in an unknown form') : pages
      const part = pageReadings(counted.pages, elapsedMs > 0 ? before : null, counted.pageBytes, elapsedMs)
      before = counted.pages
      const swapUse = swap.ok ? parseSwapUsage(swap.value) : null
      const missing = 'the system gives no use of swap'
      return ok({
        memory: {
          ...part,
          swapTotalBytes: numberReading(swapUse?.totalBytes ?? null, 'reported', missing),
          swapUsedBytes: numberReading(swapUse?.usedBytes ?? null, 'reported', missing),
        },
      })
    },
  })
}

function batteryReader({ ioreg }: CommandPaths, clock: Clock): Reader {
  return commandReader({
    name: 'battery.ioreg',
    everyMs: 30_000,
    fields: ['battery.isPresent'],
    clock,
    async ask() {
      const answer = await runCommand(ioreg, ['-r', '-d', '1', '-w', '0', '-c', 'AppleSmartBattery'])
      if (!answer.ok) return answer
      const [node] = parseIoreg(answer.value)
      if (node === undefined || node.get('BatteryInstalled') === false)
        return ok({ battery: absentBattery() })
      const property = (key: string) => node.get(key)
      const missing = 'neither a sensor nor the battery tells'
      return ok({
        battery: batteryOf(property),
        power: {
          systemWatts: numberReading(
            systemWattsOf(property),
            'reported',
            missing,
            'by the telemetry of the battery',
          ),
        },
      })
    },
  })
}

function powerModeReader({ pmset }: CommandPaths, clock: Clock): Reader {
  return commandReader({
    name: 'power.pmset',
    everyMs: 30_000,
    fields: ['power.mode'],
    clock,
    async ask(): Promise<
      Result<{ power: { mode: ReturnType<typeof valueReading<'low' | 'automatic' | 'high'>> } }>
    > {
      const answer = await runCommand(pmset, ['-g'])
      if (!answer.ok) return answer
      return ok({
        power: {
          mode: valueReading(parsePowerMode(answer.value), 'reported', 'the system names no power mode'),
        },
      })
    },
  })
}
