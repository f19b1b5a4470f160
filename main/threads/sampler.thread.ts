import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../shared/clock'
import { servePort } from '../../shared/port-rpc'
import { ok } from '../../shared/result'
import { createMachineReaders } from '../hardware/create-machine-readers'
import { oneLibrary } from '../hardware/ffi/libraries'
import { createSampler } from '../hardware/sampler'
import { samplerContract } from './contract'
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
const main = servePort(thread.port, samplerContract, {
  setInterval: ({ ms }) => {
    sampler.setInterval(ms)
    return ok(null)
  },
  pause: ({ isPaused }) => {
    if (isPaused) sampler.pause()
    else sampler.resume()
    return ok(null)
  },
  wake: () => {
    sampler.dropBaselines()
    return ok(null)
  },
  readers: () => ok(sampler.describe()),
})
main.push('machine', { machine: found.machine, notices: found.notices })

thread.onStop(async () => {
  await sampler.dispose()
  await found.dispose()
})
