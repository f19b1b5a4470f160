import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIoreg } from '../../../../../shared/hardware/commands/ioreg'
import { gpuOfStatistics } from '../../../../../shared/hardware/public-gpu'

/** A published listing (M4, macOS 27): the legend line repeats names of the statistics. */
const accelerator = `+-o AGXAcceleratorG16G  <class AGXAcceleratorG16G, id 0x100000478, registered, matched, active, busy 0 (752 ms), retain 101>
    {
      "IOClass" = "AGXAcceleratorG16G"
      "IOReportLegend" = ({"IOReportGroupName"="GPU Stats","Device Utilization %"=99},{"IOReportChannels"=((1,2,"In use system memory"))})
      "PerformanceStatistics" = {"In use system memory (driver)"=0,"Alloc system memory"=4597121024,"Tiler Utilization %"=15,"recoveryCount"=0,"Renderer Utilization %"=15,"Device Utilization %"=17,"In use system memory"=430571520}
      "model" = "Apple M4"
      "gpu-core-count" = 10
      "compatible" = <"gpu,t8132">
      "AGCInfo" = {"fLastSubmissionPID"=835,"fBusyCount"=0}
    }
`

describe('ioreg', () => {
  it('gives the properties of a node, with dictionaries inside', () => {
    const [node] = parseIoreg(accelerator)
    expect(node?.get('gpu-core-count')).toBe(10)
    expect(node?.get('model')).toBe('Apple M4')
    const statistics = node?.get('PerformanceStatistics') as ReadonlyMap<string, unknown>
    expect(gpuOfStatistics(statistics)).toMatchObject({
      utilizationRatio: { value: 0.17, class: 'reported' },
      usedMemoryBytes: { value: 430571520 },
      allocatedMemoryBytes: { value: 4597121024 },
    })
  })

  it('keeps nodes apart, and reads yes, no and numbers that a battery prints', () => {
    const text = `+-o A <class A>\n    "IsCharging" = Yes\n+-o B <class B>\n  | "Amperage" = 18446744073709550116\n    "x" = No\n`
    const [first, second] = parseIoreg(text)
    expect(first?.get('IsCharging')).toBe(true)
    expect(second?.get('x')).toBe(false)
    expect(second?.get('Amperage')).toBe(-1500)
  })

  it('leaves out a property that is cut off, and keeps the rest', () => {
    const [node] = parseIoreg('+-o A <class A>\n "good" = 1\n "torn" = {"a"=1,"b"=\n "more" = 2\n')
    expect([...(node ?? [])]).toEqual([
      ['good', 1],
      ['more', 2],
    ])
  })

  it('survives any damage', () => {
    const damage = fc.record({
      at: fc.nat(accelerator.length),
      drop: fc.nat(80),
      insert: fc.string({ maxLength: 8 }),
    })
    fc.assert(
      fc.property(damage, ({ at, drop, insert }) => {
        parseIoreg(accelerator.slice(0, at) + insert + accelerator.slice(at + drop))
      }),
      { numRuns: 2_000 },
    )
    expect(parseIoreg(`+-o A\n "deep" = ${'{"a"='.repeat(5_000)}`)).toHaveLength(1)
  })
})
