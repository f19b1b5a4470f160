import { join } from 'node:path'
import type { SourceSpec } from '../../shared/model/source'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../../shared/clock'
import { logFaults } from '../../shared/fault-log'
import { bridgeOverPort, servePort } from '../../shared/port-rpc'
import { fail, ok, type Result } from '../../shared/result'
import type { ServerAccess } from '../../shared/model/server'
import { createClient, type Handlers } from '../../shared/rpc'
import { createArtifactDesk } from '../sources/artifacts/artifact-desk'
import { createArtifactSaves } from '../sources/artifacts/artifact-saves'
import { createSource } from '../sources/create-source'
import { createFeedGate } from '../sources/feed-gate'
import { createFirstPages } from '../sources/first-pages'
import { countCandidates } from '../sources/discovery/count-candidates'
import { discover } from '../sources/discovery/discover'
import { absenceOf, isPlaceGone } from '../sources/discovery/gone-place'
import { peekInto } from '../sources/discovery/peek'
import { createRecentDiscoveries } from '../sources/discovery/recent-discoveries'
import { createIdentities } from '../sources/discovery/settle-identities'
import { inspectPlace } from '../sources/model-inspect/inspect-recorded'
import { createModelSurvey } from '../sources/model-inspect/survey'
import { probeServer } from '../sources/mlflow-rest/probe'
import { createFolderHints } from '../sources/folder-hints'
import { listTraces } from '../sources/list-traces'
import { createRunner } from '../sources/runner'
import { createSeriesDesk } from '../sources/series-desk'
import { createServices } from '../sources/services'
import { createSeriesCache } from '../store/series-cache'
import { createTraceMemory } from '../sources/mlflow-file/trace-memory'
import { openDatabase, openReadonly } from '../store/sqlite-binding'
import { createTableComparer } from './compare-client'
import { sourcesContract, type FeedClient, type FeedContract, type SourcesContract } from './contract'
import { ownFolder, removeFolder } from './own-folder'
import { serveThread } from './thread-entry'
import { createWarmUp } from './warm-up'
import { createWarmUpRunner } from './warm-up-runner'
import { writeWarmUpStore } from './warm-up-store'
import { portOf } from './worker-port'

/** Reads the users' stores, and nothing else does. What it reads goes straight to the data thread. */
export interface SourcesThreadData {
  /** Our own folder for copies of databases that must not be opened in place; emptied at start and end. */
  readonly temporaryFolder: string
  /** Our own folder for metric histories; see main/store/series-cache.ts. */
  readonly columnsFolder: string
  /** Our own folder for the starts of traces; see main/sources/mlflow-file/trace-memory.ts. */
  readonly tracesFolder: string
}

const told = workerData as SourcesThreadData
const thread = serveThread(parentPort)
removeFolder(told.temporaryFolder, thread.log)
const temporaryFolder = ownFolder(told.temporaryFolder, thread.log)
const columnsFolder = ownFolder(told.columnsFolder, thread.log)

/** Batches under way to the data thread: a question that the window asks of it waits behind no more than these. */
const mostUnderWay = 2
const gate = createFeedGate(mostUnderWay)
const services = createServices({ clock: systemClock, log: thread.log, room: gate.room })
const handOver = createFirstPages({
  gate,
  most: mostUnderWay,
  monotonic: () => systemClock.monotonic(),
  delay: services.delay,
})

/** With their secrets: in this memory only, never in a message that leaves it. */
let servers: ReadonlyMap<string, ServerAccess> = new Map()

let feed: FeedClient | null = null
const databaseAway = "Sextant's own database is starting. This is read as soon as it is there."
/** News that came while the data thread was away is read again when it is back. */
let missedNews = false

async function tell(send: (feed: FeedClient) => Promise<Result<unknown>>): Promise<Result<unknown>> {
  const result = feed === null ? fail('unavailable', databaseAway) : await send(feed)
  if (!result.ok) missedNews = true
  return result
}

const survey = createModelSurvey({
  services,
  putFacts: async (sourceId, facts) => {
    await tell((to) => to.call('putModelFacts', { sourceId, facts }))
  },
})

/** A long history is shown as far as it was read by then, and again as it goes on. */
const seriesPatience = { first: 100, next: 250 }
const desk = createSeriesDesk({
  store: createSeriesCache({ folder: columnsFolder, now: () => systemClock.now(), log: thread.log }),
  delay: services.delay,
})

const comparer = createTableComparer(new URL('./', import.meta.url), systemClock)

const traceMemory = createTraceMemory(told.tracesFolder, thread.log)
const accessTo = (url: string) => servers.get(url)
const makeSource = (spec: SourceSpec) =>
  createSource(spec, { services, openReadonly, temporaryFolder, traceMemory, accessTo })

/** Without the database nothing is remembered: all is read again when it is back, under the ids it knows. */
async function ask<T>(question: (feed: FeedClient) => Promise<Result<T>>, otherwise: T): Promise<T> {
  const answer = feed === null ? null : await question(feed)
  return answer?.ok === true ? answer.value : otherwise
}

const discoveries = createRecentDiscoveries((place) => discover(place, services), systemClock)

const runner = createRunner({
  clock: systemClock,
  discover: discoveries.take,
  createSource: makeSource,
  createHints: (onHint) => createFolderHints({ onHint, isRecursive: process.platform === 'darwin' }),
  settleIdentities: createIdentities({
    memory: {
      known: () => ask((to) => to.call('knownSources', null), []),
      match: (sourceId, content) =>
        ask((to) => to.call('matchContent', { sourceId, content }), { matched: 0, of: 0 }),
    },
    peek: (spec) => peekInto(spec, { createSource: makeSource, delay: services.delay }),
    isGone: isPlaceGone,
  }),
  feed: {
    setSources: (specs, keepRoots) => tell((to) => to.call('setSources', { specs, keepRoots })),
    apply: async (sourceId, generation, batch) => {
      const taken = await handOver(sourceId, batch.runs !== undefined, () =>
        tell((to) => to.call('apply', { sourceId, generation, batch })),
      )
      if (taken.ok) survey.add(batch.models ?? [])
      return taken
    },
    sweep: (sourceId, generation) => tell((to) => to.call('sweep', { sourceId, generation })),
    markGood: (sourceId, at, message) => tell((to) => to.call('markGood', { sourceId, at, message })),
  },
  onStatuses: (statuses) => main.push('statuses', statuses),
  onMoved: (moves, emptyRoots) =>
    main.push('moved', {
      places: moves.map(({ from, to }) => ({ from: from.location, to: to.location })),
      emptyRoots,
    }),
  absenceOf,
  log: thread.log,
})

const warmUpFolder = join(temporaryFolder, 'warm-up')
const warmUp = createWarmUp({
  folder: warmUpFolder,
  writeStore: (folder) => writeWarmUpStore(folder, openDatabase),
  createRunner: createWarmUpRunner(join(warmUpFolder, 'copies')),
  keep: (content) => ask((to) => to.call('warmUp', content), null),
})

const artifacts = createArtifactDesk((sourceId) => runner.sourceOf(sourceId))
const saves = createArtifactSaves({
  desk: artifacts,
  monotonic: () => systemClock.monotonic(),
  onProgress: (progress) => main.push('saving', progress),
})

const handlers: Handlers<SourcesContract> = {
  setRoots: async ({ roots, excludedLocations }) => {
    if (roots.length > 0) void warmUp.cancel()
    await runner.setRoots(roots, excludedLocations)
    return ok(null)
  },
  warmUp: async () => {
    await warmUp.run()
    return ok(null)
  },
  candidates: async ({ path }) => {
    const found = await discover(path, services)
    if (!found.ok) return found
    return ok(
      await countCandidates({ specs: found.value.specs, createSource: makeSource, now: services.now }),
    )
  },
  setServers: ({ servers: accesses }) => {
    const before = servers
    servers = new Map(accesses.map((one) => [one.url, one]))
    // One whose secret comes now was asked in vain, or not at all.
    for (const { url, auth } of accesses)
      if (before.get(url)?.auth.kind === 'locked' && auth.kind !== 'locked') runner.retryAt(url)
    return ok(null)
  },
  probeServer: (access) => probeServer(access, services, AbortSignal.timeout(20_000)),
  discover: async ({ path }) => {
    const found = await discoveries.look(path)
    return found.ok ? ok(found.value.specs) : found
  },
  compareTables: comparer.compare,
  stopComparing: () => ok((comparer.stop(), null)),
  focus: ({ runs }) => ok((runner.focus(runs), null)),
  retry: ({ sourceId }) => ok((runner.retry(sourceId), null)),
  history: async ({ sourceId, runId, keys, maxPoints }) => {
    const source = runner.sourceOf(sourceId)
    if (source === null) return fail('unavailable', 'The store of this run has not been read yet.')
    const answer = await desk.history(source, runId, keys, maxPoints, seriesPatience)
    const absence = answer.ok ? null : absenceOf(source.spec)
    return absence === null ? answer : fail('not-found', absence)
  },
  newestPoints: async ({ wanted }) =>
    ok(
      await Promise.all(
        wanted.map(async ({ sourceId, runId, keys, since, most }) => ({
          sourceId,
          runId,
          series: await runner.newestPoints({ sourceId, runId }, keys, since, most),
        })),
      ),
    ),
  pathOf: async ({ sourceId, runId }) => ok(await runner.pathOf(sourceId, runId)),
  listTraces: (query) => listTraces(runner.sourceOf(query.sourceId), query),
  listArtifacts: (asked) => artifacts.list(asked),
  readArtifact: (asked) => artifacts.read(asked),
  saveArtifact: (asked) => saves.save(asked),
  stopSaving: ({ saveId }) => ok((saves.stop(saveId), null)),
  artifactPath: (asked) => artifacts.pathOf(asked),
  artifactDocument: (asked) => artifacts.documentOf(asked),
  inspectModel: ({ place }) => inspectPlace(place),
}
const main = servePort(thread.port, sourcesContract, handlers, logFaults(thread.log, systemClock))

thread.onConnect('data', (port: MessagePort) => {
  const bridge = bridgeOverPort(portOf(port))
  const connected = createClient<FeedContract>(bridge)
  feed = connected
  port.on('close', () => {
    if (feed === connected) feed = null
    bridge.disconnect('The database thread has ended.')
  })
  if (missedNews) {
    missedNews = false
    runner.startOver()
  }
})

thread.onStop(async () => {
  const unsaved = saves.dispose()
  void survey.dispose()
  void comparer.dispose()
  await warmUp.cancel()
  await runner.dispose()
  await desk.settled()
  await unsaved
  removeFolder(temporaryFolder, thread.log)
  if (columnsFolder !== told.columnsFolder) removeFolder(columnsFolder, thread.log)
})
