import { join } from 'node:path'
import { flattenSample } from '../shared/hardware/flatten'
import type { Clock } from '../shared/clock'
import { Disposables, type Disposable } from '../shared/lifecycle'
import { createAggregator, type Aggregator } from './engine/aggregator'
import { openCrashMarker } from './engine/crash-marker'
import { createHardwareDesk, type HardwareDesk } from './engine/hardware-desk'
import type { SettingsStore } from './engine/settings-store'
import type { Log } from './log'
import { startThreads, type Threads } from './threads/clients'
import { startDemo } from './threads/demo-client'

interface EngineRoomOptions {
  /** The folder with the built thread entries, as a file URL ending in a slash. */
  readonly entries: URL
  readonly dataFolder: string
  readonly homeFolder: string
  readonly platform: NodeJS.Platform
  readonly isDemo: boolean
  readonly settings: SettingsStore
  readonly clock: Clock
  readonly log: Log
}

export interface EngineRoom extends Disposable {
  readonly aggregator: Aggregator
  readonly hardware: HardwareDesk
  readonly threads: Threads
  /** The machine slept and woke: differences across the sleep mean nothing, and every store may have changed. */
  wake(): void
}

const pruneEveryMs = 3_600_000
const dayMs = 86_400_000

/** Everything of the app that needs no Electron: threads, what they report, and what is asked of them. */
export async function startEngineRoom(options: EngineRoomOptions): Promise<EngineRoom> {
  const { clock, log, settings, dataFolder } = options
  const parts = new Disposables()
  const aggregator = parts.add(createAggregator({ clock }))
  const hardware = createHardwareDesk()
  const marker = parts.add(await openCrashMarker(join(dataFolder, 'sampling-crashes'), clock))
  if (marker.shouldAvoidPrivate) {
    hardware.addNotice(
      'Sextant ended unexpectedly twice while sampling, so it leaves the chip’s private interfaces alone for now.',
    )
  }
  const threads = parts.add(
    startThreads({
      entries: options.entries,
      dataFolder,
      sampling: {
        platform: options.isDemo ? 'simulated' : options.platform,
        homeFolder: options.homeFolder,
        intervalMs: settings.current().sampleIntervalMs,
        shouldAvoidPrivate: marker.shouldAvoidPrivate,
      },
      clock,
      log,
      onStatus: aggregator.setThread,
    }),
  )
  keepSamples(threads, hardware)
  await loadLastSeen(threads, aggregator)
  threads.data.on('catalog', aggregator.setCatalog)
  threads.sources.on('statuses', aggregator.setSources)
  const demo = options.isDemo ? parts.add(await startDemo(options.entries)) : null
  parts.defer(watchRoots(threads, settings, () => (demo === null ? settings.current().roots : [demo.root])))
  const prune = () => void threads.data.call('pruneSamples', { retention: retentionOf(settings) })
  parts.add(clock.every(pruneEveryMs, prune))
  return {
    aggregator,
    hardware,
    threads,
    wake() {
      void threads.sampler.call('wake', null)
      void threads.sources.call('retry', { sourceId: null })
    },
    dispose: () => parts.dispose(),
  }
}

function keepSamples(threads: Threads, hardware: HardwareDesk): void {
  threads.sampler.on('machine', ({ machine, notices }) => hardware.setMachine(machine, notices))
  threads.sampler.on('sample', (sample) => {
    hardware.addSample(sample)
    void threads.data.call('appendSample', { takenAt: sample.takenAt, values: flattenSample(sample) })
  })
}

/** What was last seen is shown before any source is asked; only then are the sources started. */
async function loadLastSeen(threads: Threads, aggregator: Aggregator): Promise<void> {
  const loaded = await threads.data.call('load', null)
  if (!loaded.ok) return
  aggregator.setCatalog(loaded.value.summary)
  aggregator.setSources(loaded.value.sources)
  for (const notice of loaded.value.notices) aggregator.addNotice(notice)
}

/** Keeps the sources thread told of the roots, also when it had to be started again; returns how to end that. */
function watchRoots(threads: Threads, settings: SettingsStore, roots: () => readonly string[]): () => void {
  let told = ''
  const tell = () => {
    told = JSON.stringify(roots())
    void threads.sources.call('setRoots', { roots: roots() })
  }
  threads.onSourcesStarted(tell)
  let intervalMs = settings.current().sampleIntervalMs
  return settings.onChange((changed) => {
    if (JSON.stringify(roots()) !== told) tell()
    if (changed.sampleIntervalMs !== intervalMs) {
      intervalMs = changed.sampleIntervalMs
      void threads.sampler.call('setInterval', { ms: intervalMs })
    }
  })
}

function retentionOf(settings: SettingsStore) {
  const { historyMinuteDays, historyQuarterDays } = settings.current()
  return { rawMs: 2 * 3_600_000, minuteMs: historyMinuteDays * dayMs, quarterMs: historyQuarterDays * dayMs }
}
