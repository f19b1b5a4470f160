import { afterEach, describe, expect, it } from 'vitest'
import { assembleSample } from '../../shared/hardware/assemble'
import type { Reading } from '../../shared/model/hardware'
import type { Reader } from '../../main/hardware/reader'

/** A machine, real or made up, whose readers must keep the rules that every reader keeps. */
export interface MachineUnderTest {
  readonly readers: readonly Reader[]
  /** Lets `ms` of the machine's own time pass. */
  pass(ms: number): void
  dispose(): void
}

/** Every leaf of what the readers gave, with its path. */
export function readingsIn(value: unknown, path = ''): readonly (readonly [string, Reading<unknown>])[] {
  if (typeof value !== 'object' || value === null) return []
  if ('class' in value && 'value' in value) return [[path, value as Reading<unknown>]]
  return Object.entries(value).flatMap(([key, item]) =>
    readingsIn(item, path === '' ? key : `${path}.${key}`),
  )
}

export function expectHonest(value: unknown): void {
  for (const [path, reading] of readingsIn(value)) {
    const context = `${path} ${JSON.stringify(reading)}`
    if (reading.value === null) {
      expect(reading.class, context).toBe('unavailable')
      expect(reading.reason ?? '', context).not.toBe('')
      continue
    }
    expect(reading.class, context).not.toBe('unavailable')
    if (typeof reading.value !== 'number') continue
    expect(Number.isFinite(reading.value), context).toBe(true)
    if (!path.endsWith('battery.watts')) expect(reading.value, context).toBeGreaterThanOrEqual(0)
    if (path.endsWith('Ratio') && !/processes\..*(cpu|gpu)Ratio$/.test(path))
      expect(reading.value, context).toBeLessThanOrEqual(1)
  }
}

export function readerSuite(name: string, makeMachine: () => Promise<MachineUnderTest>): void {
  describe(`readers of ${name}`, () => {
    const opened: MachineUnderTest[] = []
    const open = async () => {
      const machine = await makeMachine()
      opened.push(machine)
      return machine
    }
    afterEach(async () => {
      for (const machine of opened.splice(0)) {
        for (const reader of machine.readers) await reader.dispose()
        machine.dispose()
      }
    })
    const readAll = (machine: MachineUnderTest, elapsedMs: number) =>
      machine.readers.flatMap((reader) => {
        if (!reader.isAvailable()) return []
        const result = reader.read(elapsedMs)
        return result.ok ? [{ part: result.value, failure: null, fields: reader.fields }] : []
      })

    it('have names of their own, and a reason when not available', async () => {
      const { readers } = await open()
      expect(new Set(readers.map((reader) => reader.name)).size).toBe(readers.length)
      for (const reader of readers) if (!reader.isAvailable()) expect(reader.reason()).toBeTruthy()
    })

    it('give honest readings before and after looking for their channels, at first and later', async () => {
      const machine = await open()
      expectHonest(readAll(machine, 0))
      for (const reader of machine.readers) await reader.discover?.()
      for (let tick = 0; tick < 6; tick += 1) {
        machine.pass(1_000)
        expectHonest(assembleSample(readAll(machine, tick === 0 ? 0 : 1_000)))
      }
    })

    it('survive time that stands or runs backwards, and dropped baselines', async () => {
      const machine = await open()
      for (const reader of machine.readers) await reader.discover?.()
      for (const elapsedMs of [0, 1_000, -5_000, 0, Number.NaN, 1_000]) {
        machine.pass(1_000)
        expectHonest(readAll(machine, elapsedMs))
      }
      for (const reader of machine.readers) reader.dropBaselines?.()
      machine.pass(1_000)
      expectHonest(readAll(machine, 0))
    })

    it('can be disposed twice', async () => {
      const { readers } = await open()
      for (const reader of readers) {
        await reader.dispose()
        await reader.dispose()
      }
    })
  })
}
