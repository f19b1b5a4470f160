import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { expectHonest } from '../../../contract/reader.suite'
import { buildFakeSilicon, hasCompiler, shapeNames, shapeText, type FakeSilicon } from './fake-silicon'
import { expectationsOf, readingAt, startOnFake, type MachineOnFake } from './machine-on-fake'

describe.runIf(hasCompiler)('chips', () => {
  const fake: FakeSilicon = buildFakeSilicon()
  const opened: MachineOnFake[] = []
  afterEach(async () => {
    for (const machine of opened.splice(0)) await machine.dispose()
    expect(fake.count('misuses')).toBe(0)
    expect(
      ['handles', 'buffers', 'tokens', 'connections'].map((what) => fake.count(what as 'handles')),
    ).toEqual([0, 0, 0, 0])
  })
  afterAll(() => fake.remove())

  for (const name of shapeNames()) {
    it(`${name} gives the values that were published or worked out for it`, async () => {
      const shape = shapeText(name)
      const { intervalMs, steps, expectations } = expectationsOf(shape)
      fake.load(shape)
      const machine = await startOnFake(fake, intervalMs)
      opened.push(machine)
      machine.pass(intervalMs, steps)
      const sample = machine.last()
      expectHonest(sample)
      const wrong = expectations.flatMap(({ path, value, because }) => {
        const reading = readingAt(sample, path)
        const isRight =
          value === null
            ? reading?.value === null && (reading.reason ?? '') !== ''
            : typeof reading?.value === 'number' && Math.abs(reading.value - value) <= Math.abs(value) * 1e-4
        return isRight ? [] : [`${path}: ${JSON.stringify(reading)} instead of ${value} (${because})`]
      })
      expect(wrong).toEqual([])
      expect(expectations.length).toBeGreaterThan(3)
      expect(machine.lines).toEqual([])
    })
  }
})
