import { join } from 'node:path'
import { flattenSample } from '../shared/hardware/flatten'
import type { Clock } from '../shared/clock'
import { Disposables } from '../shared/lifecycle'
import type { Settings } from '../shared/model/settings'
import { thresholdsOf } from '../shared/monitoring/thresholds'
import { sayOfFile, startAlerts, type AlertRoom, type SystemNotifier } from './alert-room'
import { createAggregator, type Aggregator } from './engine/aggregator'
import { openCrashMarker } from './engine/crash-marker'
import { followMoves } from './engine/follow-moves'
import { createHardwareDesk, type HardwareDesk } from './engine/hardware-desk'
import { keepSampler, type SamplerPort } from './engine/keep-sampler'
import type { SecretStore } from './engine/secret-store'
import { createServerDesk, type ServerDesk } from './engine/server-desk'
import type { SettingsStore } from './engine/settings-store'
import { watchRoots, type SourcesPort } from './engine/watch-roots'
import { warmUpSoon } from './engine/warm-up-timer'
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
  /** Stands for the libraries of macOS on a machine that is none, or null. */
  readonly macLibrary: string | null
  readonly settings: SettingsStore
  readonly secrets: SecretStore
  readonly notifier: SystemNotifier
  readonly clock: Clock
  readonly log: Log
}

export interface EngineRoom extends AlertRoom {
  readonly aggregator: Aggregator
  readonly hardware: HardwareDesk
  readonly threads: Threads
  readonly servers: ServerDesk
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
  sayOfFile(aggregator, 'settings', settings)
  const hardware = createHardwareDesk()
  const marker = await openCrashMarker(join(dataFolder, 'sampling-crashes'), clock)
  if (marker.shouldAvoidPrivate) {
    hardware.addNotice(
      'Sextant ended unexpectedly twice while sampling, so it leaves the chip’s private interfaces alone for now.',
    )
  }
  let endLoading: () => void = () => {}
  const threads = parts.add(
    startThreads({
      entries: options.entries,
      dataFolder,
      sampling: {
        platform: options.isDemo ? 'simulated' : options.macLibrary === null ? options.platform : 'darwin',
        macLibrary: options.macLibrary,
        homeFolder: options.homeFolder,
        intervalMs: settings.current().sampleIntervalMs,
        shouldAvoidPrivate: marker.shouldAvoidPrivate,
      },
      clock,
      log,
      onStatus: aggregator.setThread,
      afterLastSeen: new Promise<void>((resolve) => (endLoading = resolve)),
    }),
  )
  keepSamples(threads, hardware)
  const { alerts, channels, previewer } = parts.add(
    await startAlerts({ ...options, threads, aggregator, hardware }),
  )
  parts.defer(keepSampler(samplerPort(threads), hardware, settings))
  parts.defer(keepThresholds(threads, settings))
  await loadLastSeen(threads, aggregator)
  endLoading()
  threads.data.on('catalog', aggregator.setCatalog)
  threads.data.on('trouble', (sentence) => aggregator.setTrouble('database', sentence))
  threads.sources.on('statuses', aggregator.setSources)
  const demo = options.isDemo ? parts.add(await startDemo(options.entries)) : null
  if (demo !== null) void threads.data.call('recordSimulatedPast', { spans: demo.busy })
  const servers = createServerDesk({
    settings,
    secrets: options.secrets,
    clock,
    probe: (access) => threads.sources.call('probeServer', access),
  })
  const roots = () => (demo === null ? settings.current().roots : [demo.root])
  parts.defer(
    watchRoots({
      sources: sourcesPort(threads),
      servers,
      wanted: () => ({ roots: roots(), excludedLocations: settings.current().excludedLocations }),
      onSettings: settings.onChange,
    }),
  )
  parts.add(warmUpSoon({ clock, roots, warmUp: () => void threads.sources.call('warmUp', null) }))
  threads.sources.on('moved', (moves) => {
    for (const { from, to } of moves.places) log('info', `found again: ${from} is now ${to}`)
    if (!options.isDemo) settings.update(followMoves(settings.current(), moves))
  })
  const prune = () => {
    void threads.data.call('pruneSamples', { retention: retentionOf(settings) })
    void threads.data.call('pruneAlerts', null).then((pruned) => {
      if (pruned.ok && pruned.value > 0) alerts.recount()
    })
  }
  parts.add(clock.every(pruneEveryMs, prune))
  return {
    aggregator,
    alerts,
    channels,
    previewer,
    hardware,
    threads,
    servers,
    wake() {
      void threads.sampler.call('wake', null)
      void threads.sources.call('retry', { sourceId: null })
    },
    async dispose() {
      // Whoever quits is no crash, however long the rest takes to stop.
      await marker.dispose()
      await parts.dispose()
    },
  }
}

function keepSamples(threads: Threads, hardware: HardwareDesk): void {
  threads.sampler.on('machine', ({ machine, notices }) => hardware.setMachine(machine, notices))
  threads.sampler.on('sample', (sample) => {
    hardware.addSample(sample)
    void threads.data.call('appendSample', { takenAt: sample.takenAt, values: flattenSample(sample) })
  })
}

function samplerPort({ sampler }: Threads): SamplerPort {
  return {
    setInterval: (ms) => void sampler.call('setInterval', { ms }),
    pause: (isPaused) => void sampler.call('pause', { isPaused }),
    onReady: (run) => void sampler.on('machine', run),
  }
}

function sourcesPort({ sources, onSourcesStarted }: Threads): SourcesPort {
  return {
    setServers: (servers) => sources.call('setServers', { servers }),
    setRoots: (wanted) => void sources.call('setRoots', wanted),
    onStarted: onSourcesStarted,
  }
}

/** Limits of monitoring are settings, but what they decide is worked out where the reports are. */
function keepThresholds(threads: Threads, settings: SettingsStore): () => void {
  let told = ''
  const tell = ({ monitoring }: Settings) => {
    if (JSON.stringify(monitoring) === told) return
    told = JSON.stringify(monitoring)
    void threads.data.call('setThresholds', thresholdsOf(monitoring))
  }
  tell(settings.current())
  return settings.onChange(tell)
}

/** What was last seen is shown before any source is asked; only then are the sources started. */
async function loadLastSeen(threads: Threads, aggregator: Aggregator): Promise<void> {
  const loaded = await threads.data.call('load', null)
  if (!loaded.ok) return
  aggregator.setCatalog(loaded.value.summary)
  aggregator.setSources(loaded.value.sources)
  for (const notice of loaded.value.notices) aggregator.addNotice(notice)
}

function retentionOf(settings: SettingsStore) {
  const { historyMinuteDays, historyQuarterDays } = settings.current()
  return { rawMs: 2 * 3_600_000, minuteMs: historyMinuteDays * dayMs, quarterMs: historyQuarterDays * dayMs }
}
