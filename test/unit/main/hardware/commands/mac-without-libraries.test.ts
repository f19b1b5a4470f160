import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createMachineReaders,
  type MachineReaders,
} from '../../../../../main/hardware/create-machine-readers'
import { createSampler, type Sampler } from '../../../../../main/hardware/sampler'
import type { HardwareSample } from '../../../../../shared/model/hardware'
import { createFakeClock } from '../../../../support/fake-clock'
import { expectHonest } from '../../../../contract/reader.suite'

let folder: string
let stop: (() => Promise<void>) | null = null
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mac-tools-'))))
afterEach(async () => {
  await stop?.()
  stop = null
  rmSync(folder, { recursive: true })
})

/** A tool of the system: a script that prints what the real one is known to print. */
function tool(name: string, script: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

const says = (text: string) => `cat <<'END'\n${text}\nEND\n`
const gpu = `+-o AGX  <class AGX>\n    {\n      "PerformanceStatistics" = {"Device Utilization %"=27,"In use system memory"=650788864}\n    }`
const battery = `+-o AppleSmartBattery  <class AppleSmartBattery>\n    {\n      "BatteryInstalled" = Yes\n      "ExternalConnected" = No\n      "Voltage" = 12300\n      "InstantAmperage" = 18446744073709550116\n      "CurrentCapacity" = 87\n      "MaxCapacity" = 100\n    }`
const counts = [
  'free',
  'active',
  'inactive',
  'speculative',
  'wired down',
  'purgeable',
  'occupied by compressor',
]
const vmStat = [
  'Mach Virtual Memory Statistics: (page size of 16384 bytes)',
  ...counts.map((name) => `Pages ${name}: 1000.`),
  ...['File-backed pages', 'Anonymous pages', 'Compressions', 'Decompressions', 'Swapins', 'Swapouts'].map(
    (name) => `${name}: 2000.`,
  ),
].join('\n')

async function start(macmonPlaces: readonly string[], overrides: Record<string, string> = {}) {
  const clock = createFakeClock()
  const samples: HardwareSample[] = []
  const found: MachineReaders = await createMachineReaders({
    platform: 'darwin',
    clock,
    log: () => undefined,
    homeFolder: folder,
    libraries: { ioReport: [], coreFoundation: [], ioKit: [], system: ['/no/such/library'] },
    commands: {
      ioreg: tool('ioreg', `case "$*" in *SmartBattery*) ${says(battery)} ;; *) ${says(gpu)} ;; esac`),
      vmStat: tool('vm_stat', says(vmStat)),
      sysctl: tool('sysctl', says('vm.swapusage: total = 1024.00M  used = 256.00M  free = 768.00M')),
      pmset: tool('pmset', says(' lowpowermode         1')),
      ...overrides,
    },
    macmonPlaces,
  })
  const sampler: Sampler = createSampler({
    readers: found.readers,
    clock,
    intervalMs: 1_000,
    onSample: (sample) => samples.push(sample),
    log: () => undefined,
  })
  stop = async () => {
    await sampler.dispose()
    await found.dispose()
  }
  clock.advance(0)
  clock.advance(250)
  await sampler.discovered
  /** Tools answer in their own time, while the clock here stands: it goes on until something is told. */
  const until = (isTold: (sample: HardwareSample) => boolean) =>
    expect
      .poll(
        () => {
          clock.advance(1_000)
          return isTold(samples.at(-1)!)
        },
        { timeout: 10_000 },
      )
      .toBe(true)
  return { found, until, last: () => samples.at(-1)! }
}

it('reads GPU, memory, battery and power mode by the tools of the system', async () => {
  const { until, last, found } = await start([])
  await until(({ gpu, memory, battery, power }) =>
    [gpu.utilizationRatio, memory.swapUsedBytes, battery.watts, power.mode].every(
      ({ value }) => value !== null,
    ),
  )
  expectHonest(last())
  expect(last().gpu.utilizationRatio).toEqual({ value: 0.27, class: 'reported' })
  expect(last().memory.usedBytes.value).toBe((2000 - 1000 + 1000 + 1000) * 16_384)
  expect(last().memory.swapUsedBytes.value).toBe(256 * 2 ** 20)
  expect(last().battery.watts.value).toBeCloseTo(-18.45)
  expect(last().power.mode.value).toBe('low')
  expect(last().power.gpuWatts.value).toBeNull()
  expect(found.notices).toEqual([expect.stringContaining('tools')])
})

it('gives a reason for what a missing or failing tool would have told, and reads the rest', async () => {
  const { until, last } = await start([], { ioreg: join(folder, 'absent'), pmset: tool('broken', 'exit 3') })
  await until(
    ({ gpu, memory, power }) =>
      gpu.utilizationRatio.reason?.includes('is not on this machine') === true &&
      power.mode.reason?.includes('gave no answer') === true &&
      memory.usedBytes.value !== null,
  )
  expectHonest(last())
})

it('takes power and temperature from macmon where it is installed, by one process', async () => {
  const line = '{"cpu_power":1.5,"gpu_power":2.5,"ane_power":0,"temp":{"cpu_temp_avg":50,"gpu_temp_avg":40}}'
  const starts = join(folder, 'starts')
  const macmon = tool('macmon', `echo x >> ${starts}\nfor i in 1 2 3; do echo '${line}'; done\nexec sleep 30`)
  const { until, last } = await start([join(folder, 'absent'), macmon])
  await until(({ power }) => power.gpuWatts.value === 2.5)
  expect(last().thermal.cpuCelsius.value).toBe(50)
  expect(last().power.gpuWatts.reason).toContain('macmon')
  expect(readFileSync(starts, 'utf8')).toBe('x\n')
})
