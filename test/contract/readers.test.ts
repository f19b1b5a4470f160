import { tmpdir } from 'node:os'
import { createMachineReaders } from '../../main/hardware/create-machine-readers'
import { nodeCpuReader, nodeMemoryReader } from '../../main/hardware/fallback'
import { createFakeClock } from '../support/fake-clock'
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
