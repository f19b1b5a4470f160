import { join } from 'node:path'
import { MessageChannel, type Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/clock'
import { Disposables } from '../../shared/lifecycle'
import type { ThreadStatus } from '../../shared/model/snapshot'
import { createClient } from '../../shared/rpc'
import type { Log } from '../log'
import type {
  DataClient,
  DataContract,
  SamplerClient,
  SamplerContract,
  SourcesClient,
  SourcesContract,
} from './contract'
import type { DataThreadData } from './data.thread'
import type { SamplerThreadData } from './sampler.thread'
import type { SourcesThreadData } from './sources.thread'
import { superviseThread } from './supervisor'

interface ThreadsOptions {
  /** The folder with the built thread entries, as a file URL ending in a slash. */
  readonly entries: URL
  /** The app's own data folder, absolute. */
  readonly dataFolder: string
  readonly sampling: SamplerThreadData
  readonly clock: Clock
  readonly log: Log
  readonly onStatus: (status: ThreadStatus) => void
  /** What was seen last is on its way to the screen: only then do the others take part of the processor. */
  readonly afterLastSeen: Promise<unknown>
}

export interface Threads {
  readonly data: DataClient
  readonly sources: SourcesClient
  readonly sampler: SamplerClient
  /** Calls now, and whenever the sources thread had to be started again: it knows no roots then. */
  onSourcesStarted(run: () => void): void
  dispose(): Promise<void>
}

/** Starts the threads and joins data and sources by a channel of their own, anew whenever one of them had to be started again. */
export function startThreads(options: ThreadsOptions): Threads {
  const { clock, log, onStatus } = options
  const parts = new Disposables()
  let dataWorker: Worker | null = null
  let sourcesWorker: Worker | null = null
  let onSources: (() => void) | null = null

  function connectThreads(): void {
    if (dataWorker === null || sourcesWorker === null) return
    const { port1, port2 } = new MessageChannel()
    dataWorker.postMessage({ kind: 'connect', peer: 'sources', port: port1 }, [port1])
    sourcesWorker.postMessage({ kind: 'connect', peer: 'data', port: port2 }, [port2])
  }

  const dataThread = superviseThread({
    name: 'data',
    entry: new URL('data.thread.js', options.entries),
    workerData: { databasePath: join(options.dataFolder, 'sextant.sqlite') } satisfies DataThreadData,
    clock,
    log,
    onStatus,
    onStart: (worker) => {
      dataWorker = worker
      connectThreads()
    },
  })
  parts.add(dataThread)
  const sourcesThread = superviseThread({
    name: 'sources',
    entry: new URL('sources.thread.js', options.entries),
    workerData: {
      temporaryFolder: join(options.dataFolder, 'copies'),
      columnsFolder: join(options.dataFolder, 'columns'),
      tracesFolder: join(options.dataFolder, 'traces'),
    } satisfies SourcesThreadData,
    clock,
    log,
    onStatus,
    onStart: (worker) => {
      sourcesWorker = worker
      connectThreads()
      onSources?.()
    },
    after: options.afterLastSeen,
  })
  parts.add(sourcesThread)
  const samplerThread = superviseThread({
    name: 'sampler',
    entry: new URL('sampler.thread.js', options.entries),
    workerData: options.sampling,
    clock,
    log,
    onStatus,
    onStart: () => {},
    after: options.afterLastSeen,
  })
  parts.add(samplerThread)
  return {
    data: createClient<DataContract>(dataThread),
    sources: createClient<SourcesContract>(sourcesThread),
    sampler: createClient<SamplerContract>(samplerThread),
    onSourcesStarted: (run) => {
      onSources = run
      if (sourcesWorker !== null) run()
    },
    // Each may take its second: one after the other they would outlast the patience of whoever quits.
    dispose: () => parts.disposeTogether(),
  }
}
