import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../shared/clock'
import { logFaults } from '../../shared/fault-log'
import { servePort } from '../../shared/port-rpc'
import { createMachineReaders } from '../hardware/create-machine-readers'
import { oneLibrary } from '../hardware/ffi/libraries'
import { createSampler } from '../hardware/sampler'
import { samplerContract } from './contract'
import { createSamplerHandlers } from './sampler-handlers'
import { serveThread } from './thread-entry'

/** Reads the machine's sensors, some of which block; see design of the readers in main/hardware/. */
export interface SamplerThreadData {
  readonly platform: NodeJS.Platform | 'simulated'
  readonly homeFolder: string
  readonly intervalMs: number
  /** After crashes: public interfaces only. */
  readonly shouldAvoidPrivate: boolean
  /** Stands for the libraries of macOS, or null for the real ones. */
  readonly macLibrary: string | null
}

const { platform, homeFolder, intervalMs, shouldAvoidPrivate, macLibrary } = workerData as SamplerThreadData
const thread = serveThread(parentPort)
// Served before the sensors are found, which takes a while: what is asked meanwhile waits for them.
const starting = start()
const main = servePort(
  thread.port,
  samplerContract,
  createSamplerHandlers(starting.then(({ sampler }) => sampler)),
  logFaults(thread.log, systemClock),
)
let stop: () => Promise<void> = () => Promise.resolve()
thread.onStop(() => stop())

async function start() {
  const found = await createMachineReaders({
    platform,
    homeFolder,
    clock: systemClock,
    log: thread.log,
    shouldAvoidPrivate,
    ...(macLibrary === null ? {} : { libraries: oneLibrary(macLibrary) }),
  })
  const sampler = createSampler({
    readers: found.readers,
    origin: found.origin,
    clock: systemClock,
    intervalMs,
    log: thread.log,
    onSample: (sample) => main.push('sample', sample),
  })
  return { found, sampler }
}

// Sensors that cannot be looked for at all end the thread, and its supervisor says so.
const { found, sampler } = await starting
stop = async () => {
  await sampler.dispose()
  await found.dispose()
}
main.push('machine', { machine: found.machine, notices: found.notices })
