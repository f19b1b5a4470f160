import { tmpdir } from 'node:os'
import { afterAll } from 'vitest'
import { createMachineReaders } from '../../main/hardware/create-machine-readers'
import { nodeCpuReader, nodeMemoryReader } from '../../main/hardware/fallback'
import { createFakeClock } from '../support/fake-clock'
import { buildFakeSilicon, hasCompiler, shapeNames, shapeText } from '../unit/main/hardware/fake-silicon'
import { readerSuite } from './reader.suite'

const nothing = () => undefined
const options = { log: nothing, homeFolder: tmpdir() }

readerSuite('the simulated chip', async () => {
  const clock = createFakeClock()
  const { readers } = await createMachineReaders({ ...options, platform: 'simulated', clock })
  return { readers, pass: (ms) => clock.advance(ms), dispose: nothing }
})

readerSuite('Node alone', async () => ({
  readers: [nodeCpuReader(), nodeMemoryReader()],
  pass: nothing,
  dispose: nothing,
}))

if (process.platform === 'linux') {
  readerSuite('this Linux machine', async () => {
    const { readers } = await createMachineReaders({
      ...options,
      platform: 'linux',
      clock: createFakeClock(),
    })
    return { readers, pass: nothing, dispose: nothing }
  })
}

if (hasCompiler) {
  const fake = buildFakeSilicon()
  afterAll(() => fake.remove())
  for (const shape of shapeNames()) {
    readerSuite(`a Mac as ${shape}`, async () => {
      fake.load(shapeText(shape))
      const { readers, dispose } = await createMachineReaders({
        ...options,
        platform: 'darwin',
        clock: createFakeClock(),
        libraries: fake.names,
        macmonPlaces: [],
      })
      return { readers, pass: (ms) => fake.advance(ms), dispose: () => void dispose() }
    })
  }
}
