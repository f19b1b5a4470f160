import { numberReading } from '../../../shared/hardware/reading'
import type { CpuTicks } from '../../../shared/hardware/ticks'
import { fail, ok } from '../../../shared/result'
import { cpuPart } from '../cpu-usage'
import { holdsNothing, type Reader } from '../reader'
import { numberIn, type SystemFiles } from './files'

/** /proc/stat and /proc/loadavg (proc(5)); frequencies from cpufreq where the kernel has it. */
export function linuxCpuReader(files: SystemFiles): Reader {
  let previous: readonly CpuTicks[] | null = null
  const hasFrequencies = numberIn(files, frequencyPath(0)) !== null
  const isPresent = files.text('proc/stat') !== null
  return {
    name: 'cpu.ticks',
    everyMs: 1_000,
    fields: [
      'cpu.utilizationRatio',
      'cpu.userRatio',
      'cpu.systemRatio',
      'cpu.loadAverage1m',
      'cpu.loadAverage5m',
      'cpu.loadAverage15m',
    ],
    isAvailable: () => isPresent,
    reason: () => (isPresent ? null : '/proc/stat cannot be read'),
    read() {
      const text = files.text('proc/stat')
      if (text === null) return fail('unavailable', '/proc/stat cannot be read')
      const current = parseProcStat(text)
      if (current.length === 0) return fail('corrupt', '/proc/stat names no cores')
      const { cpu } = cpuPart(previous, current, [], null)
      previous = current
      const cores =
        cpu?.cores?.map((core, index) =>
          hasFrequencies ? { ...core, frequencyHz: frequency(files, index) } : core,
        ) ?? []
      return ok({ cpu: { ...cpu, cores, ...loadAverages(files.text('proc/loadavg') ?? '') } })
    },
    dropBaselines() {
      previous = null
    },
    dispose: holdsNothing,
  }
}

function frequencyPath(index: number): string {
  return `sys/devices/system/cpu/cpu${index}/cpufreq/scaling_cur_freq`
}

function frequency(files: SystemFiles, index: number) {
  const kilohertz = numberIn(files, frequencyPath(index))
  return numberReading(
    kilohertz === null ? null : kilohertz * 1000,
    'reported',
    'the kernel gives no frequency of this core',
  )
}

/** Fields user nice system idle iowait irq softirq steal; guest time is contained in user. */
export function parseProcStat(text: string): readonly CpuTicks[] {
  return [...text.matchAll(/^cpu\d+ +(.+)$/gm)].map(([, fields = '']) => {
    const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softIrq = 0, steal = 0] = fields
      .trim()
      .split(/ +/)
      .map(Number)
    return { user, nice, system: system + irq + softIrq + steal, idle: idle + wait }
  })
}

export function loadAverages(text: string) {
  const [one = NaN, five = NaN, fifteen = NaN] = text
    .split(' ')
    .slice(0, 3)
    .map((word) => (word === '' ? NaN : Number(word)))
  const reading = (value: number) => numberReading(value, 'exact', 'the system gives no load average')
  return { loadAverage1m: reading(one), loadAverage5m: reading(five), loadAverage15m: reading(fifteen) }
}
