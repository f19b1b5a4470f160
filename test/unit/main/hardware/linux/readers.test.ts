import { describe, expect, it } from 'vitest'
import { parseProcStat } from '../../../../../main/hardware/linux/cpu'
import { parseDiskStats } from '../../../../../main/hardware/linux/disk'
import type { SystemFiles } from '../../../../../main/hardware/linux/files'
import { linuxMachine } from '../../../../../main/hardware/linux/machine'
import { parseProcessStat } from '../../../../../main/hardware/linux/processes'
import { linuxReaders } from '../../../../../main/hardware/linux/readers'
import { createSampler } from '../../../../../main/hardware/sampler'
import type { HardwareSample } from '../../../../../shared/model/hardware'
import { createFakeClock } from '../../../../support/fake-clock'

function filesOf(contents: Map<string, string>): SystemFiles {
  return {
    text: (path) => contents.get(path) ?? null,
    names: (path) => [
      ...new Set(
        [...contents.keys()]
          .filter((name) => name.startsWith(`${path}/`))
          .map((name) => name.slice(path.length + 1).split('/')[0]!),
      ),
    ],
  }
}

const stat = (pid: number, name: string, ticks: number, pages: number) =>
  `${pid} (${name}) S 1 1 1 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 500 1000000 ${pages} 1 1`

function machine(): Map<string, string> {
  return new Map([
    [
      'proc/stat',
      'cpu  300 0 100 1600 0 0 0 0 0 0\ncpu0 200 0 50 750 0 0 0 0 0 0\ncpu1 100 0 50 850 0 0 0 0 0 0\nintr 1 2\n',
    ],
    ['proc/loadavg', '0.77 1.21 0.90 1/98 18740\n'],
    [
      'proc/meminfo',
      'MemTotal:       16000 kB\nMemFree:         1000 kB\nMemAvailable:    4000 kB\nSwapTotal:  2000 kB\nSwapFree:  500 kB\n',
    ],
    ['proc/vmstat', 'pswpin 10\npswpout 100\n'],
    [
      'proc/diskstats',
      '259 0 nvme0n1 1 0 1000 1 1 0 2000 1 0 1 1\n259 1 nvme0n1p1 1 0 900 1 1 0 1900 1 0 1 1\n7 0 loop0 1 0 50 1 0 0 0 0 0 0 0\n',
    ],
    ['sys/block/nvme0n1/x', ''],
    ['sys/block/loop0/x', ''],
    ['sys/class/thermal/thermal_zone0/type', 'x86_pkg_temp\n'],
    ['sys/class/thermal/thermal_zone0/temp', '54000\n'],
    ['sys/class/powercap/intel-rapl:0/energy_uj', '1000000\n'],
    ['sys/class/powercap/intel-rapl:0/max_energy_range_uj', '262143328850\n'],
    ['proc/self/stat', stat(7, 'self', 0, 1)],
    ['proc/42/stat', stat(42, 'python (train) x', 100, 2000)],
  ])
}

function run(contents: Map<string, string>, change: () => void): HardwareSample {
  const clock = createFakeClock()
  const samples: HardwareSample[] = []
  const sampler = createSampler({
    readers: linuxReaders(filesOf(contents), '/nowhere'),
    clock,
    intervalMs: 10_000,
    onSample: (sample) => samples.push(sample),
    log: () => undefined,
  })
  clock.advance(250)
  // Slow readers were read at 0 only: all start together from here.
  sampler.dropBaselines()
  clock.advance(10_000)
  change()
  clock.advance(10_000)
  void sampler.dispose()
  return samples.at(-1)!
}

describe('Linux readers', () => {
  it('turn two readings of /proc and /sys into a sample', () => {
    const contents = machine()
    const sample = run(contents, () => {
      contents.set('proc/stat', 'cpu0 275 0 50 775 0 0 0 0 0 0\ncpu1 100 0 50 950 0 0 0 0 0 0\n')
      contents.set('proc/vmstat', 'pswpin 10\npswpout 200\n')
      contents.set('proc/diskstats', '259 0 nvme0n1 1 0 3000 1 1 0 2000 1 0 1 1\n')
      contents.set('sys/class/powercap/intel-rapl:0/energy_uj', '151000000\n')
      contents.set('proc/42/stat', stat(42, 'python (train) x', 1_600, 2000))
    })
    // 75 busy of 100 ticks, and 0 of 100.
    expect(sample.cpu.cores.map((core) => core.utilizationRatio.value)).toEqual([0.75, 0])
    expect(sample.cpu.utilizationRatio.value).toBe(0.375)
    expect(sample.cpu.loadAverage5m.value).toBe(1.21)
    expect(sample.memory.usedBytes.value).toBe(12_000 * 1024)
    expect(sample.memory.swapUsedBytes.value).toBe(1_500 * 1024)
    // 100 pages of 4096 bytes in 10 s; 2000 sectors of 512 bytes in 10 s; 150 J in 10 s; 15 s of CPU in 10 s.
    expect(sample.memory.swapOutBytesPerSecond.value).toBe(40_960)
    expect(sample.disk.readBytesPerSecond.value).toBe(102_400)
    expect(sample.power.packageWatts.value).toBe(15)
    expect(sample.processes.top[0]).toMatchObject({ id: '42', name: 'python (train) x' })
    expect(sample.processes.top[0]!.cpuRatio.value).toBe(1.5)
    expect(sample.processes.top[0]!.memoryBytes.value).toBe(2000 * 4096)
    expect(sample.thermal.cpuCelsius.value).toBe(54)
    expect(sample.battery.isPresent.value).toBe(false)
    expect(sample.gpu.utilizationRatio).toMatchObject({ value: null, reason: 'GPUs are not read on Linux' })
  })

  it('wraps the energy counter and never shows a negative rate', () => {
    const contents = machine()
    contents.set('sys/class/powercap/intel-rapl:0/energy_uj', '262143328000\n')
    const sample = run(contents, () => {
      contents.set('sys/class/powercap/intel-rapl:0/energy_uj', '9999150\n')
      contents.set('proc/vmstat', 'pswpin 1\npswpout 1\n')
      contents.set('proc/stat', 'cpu0 1 0 1 1 0 0 0 0 0 0\ncpu1 1 0 1 1 0 0 0 0 0 0\n')
    })
    // 850 µJ up to the range and 9 999 150 after it: 10 J in 10 s.
    expect(sample.power.packageWatts.value).toBe(1)
    expect(sample.memory.swapOutBytesPerSecond.value).toBeNull()
    expect(sample.cpu.utilizationRatio.value).toBeNull()
  })

  it('goes on without what a container hides', () => {
    const contents = machine()
    const sample = run(contents, () => {
      contents.delete('proc/stat')
      contents.delete('sys/class/thermal/thermal_zone0/temp')
      contents.set('proc/meminfo', 'nonsense')
    })
    expect(sample.cpu.utilizationRatio.reason).toBe('/proc/stat cannot be read')
    expect(sample.thermal.cpuCelsius.value).toBeNull()
    expect(sample.memory.totalBytes.value).toBeNull()
    expect(sample.disk.readBytesPerSecond.value).toBe(0)
  })

  it('parses the traps of these formats', () => {
    expect(parseProcStat('cpu  1 1 1 1\ncpu0 1 2 3 4 5 6 7 8 9 10\n')).toEqual([
      { user: 1, nice: 2, system: 24, idle: 9 },
    ])
    expect(parseProcessStat('', 4096)).toBeNull()
    expect(parseProcessStat(stat(1, 'a) (b', 5, 3), 4096)).toMatchObject({
      name: 'a) (b',
      ticks: 5,
      memoryBytes: 12_288,
    })
    expect(
      parseDiskStats('8 0 sda 1 0 2 1 1 0 4 1 0 1 1\n8 1 sda1 1 0 2 1 1 0 4 1 0 1 1', new Set(['sda'])),
    ).toEqual({ read: 1_024, written: 2_048 })
  })

  it('names the machine without claiming an Apple chip', () => {
    const contents = machine().set('proc/cpuinfo', 'model name\t: Some CPU\nflags\t\t: fpu hypervisor sse\n')
    const info = linuxMachine(filesOf(contents))
    expect(info).toMatchObject({
      platform: 'linux',
      isVirtual: true,
      chipName: { value: 'Some CPU' },
      logicalCoreCount: { value: 2 },
    })
    expect(info.gpuCoreCount.value).toBeNull()
  })
})
