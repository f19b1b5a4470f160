import { describe, expect, it } from 'vitest'
import { parseMacmonLine } from '../../../../../shared/hardware/commands/macmon'
import { parsePowerMode } from '../../../../../shared/hardware/commands/pmset'
import { parseSwapUsage, parseVmStat } from '../../../../../shared/hardware/commands/vm-stat'
import { activityMonitorUsed } from '../../../../../shared/hardware/vm-statistics'

/** A published listing: a Mac of 128 GB under macOS 26.6.2. */
const vmStat = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                             2328711.
Pages active:                           1784413.
Pages inactive:                         2092839.
Pages speculative:                      1838588.
Pages throttled:                              0.
Pages wired down:                        221191.
Pages purgeable:                          20933.
"Translation faults":                 551234567.
Pages copy-on-write:                    8123456.
File-backed pages:                      4090924.
Anonymous pages:                        1624916.
Pages stored in compressor:                   0.
Pages occupied by compressor:                 0.
Decompressions:                               7.
Compressions:                                 9.
Pageins:                               12345678.
Pageouts:                                     0.
Swapins:                                      3.
Swapouts:                                     4.
`

describe('vm_stat', () => {
  it('counts as Activity Monitor does', () => {
    const answer = parseVmStat(vmStat)
    expect(answer?.pageBytes).toBe(16_384)
    expect(answer === null ? null : activityMonitorUsed(answer.pages)).toBe(1624916 - 20933 + 221191)
    expect(answer?.pages).toMatchObject({ swapIns: 3, swapOuts: 4, compressions: 9, decompressions: 7 })
  })

  it('is not understood when a count is missing', () => {
    expect(parseVmStat(vmStat.replace('Anonymous', 'Other'))).toBeNull()
    expect(parseVmStat('')).toBeNull()
  })
})

it.each([
  [
    'total = 1024.00M  used = 512.50M  free = 511.50M  (encrypted)',
    { totalBytes: 2 ** 30, usedBytes: 512.5 * 2 ** 20 },
  ],
  ['vm.swapusage: total = 2.00G  used = 0.00M  free = 2.00G', { totalBytes: 2 ** 31, usedBytes: 0 }],
  ['vm.swapusage: total = ?', null],
])('sysctl says %s', (text, expected) => {
  expect(parseSwapUsage(text)).toEqual(expected)
})

it.each([
  ['System-wide power settings:\nCurrently in use:\n powermode            2\n sleep 1', 'high'],
  [' lowpowermode         1\n', 'low'],
  [' lowpowermode         0\n', 'automatic'],
  [' standby              1\n', null],
  [' powermode            7\n', null],
])('pmset says %s', (text, expected) => {
  expect(parsePowerMode(text)).toBe(expected)
})

describe('macmon', () => {
  it('gives watts, degrees and the use of the GPU', () => {
    const part = parseMacmonLine(
      '{"temp":{"cpu_temp_avg":43.7,"gpu_temp_avg":36.9},"gpu_freq_mhz":461,"gpu_active_ratio":0.25,"cpu_power":1.5,"gpu_power":0,"ane_power":0,"sys_power":9.25,"ram_power":0.3}',
    )
    expect(part?.gpu).toMatchObject({ utilizationRatio: { value: 0.25 }, frequencyHz: { value: 461e6 } })
    expect(part?.power).toMatchObject({
      cpuWatts: { value: 1.5 },
      gpuWatts: { value: 0 },
      systemWatts: { value: 9.25 },
    })
    expect(part?.thermal).toMatchObject({ cpuCelsius: { value: 43.7 } })
  })

  it('takes the pairs of older versions', () => {
    expect(parseMacmonLine('{"gpu_usage":[618,0.02],"cpu_power":0.1}')?.gpu).toMatchObject({
      utilizationRatio: { value: 0.02 },
      frequencyHz: { value: 618e6 },
    })
  })

  it('does not take its zeros for watts and degrees', () => {
    const part = parseMacmonLine('{"cpu_power":0,"sys_power":0,"temp":{"cpu_temp_avg":0,"gpu_temp_avg":0}}')
    expect(part?.power?.cpuWatts?.value).toBeNull()
    expect(part?.power?.systemWatts?.value).toBeNull()
    expect(part?.thermal?.cpuCelsius?.value).toBeNull()
  })

  it.each(['', '{', '[1]', '"x"', '{"cpu_power":"much"}'])('is not understood: %s', (line) => {
    expect(parseMacmonLine(line)).toBeNull()
  })
})
