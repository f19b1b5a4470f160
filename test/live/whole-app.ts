import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as v from 'valibot'
import { startThreads, type Threads } from '../../main/threads/clients'
import { systemClock } from '../../shared/clock'
import { readRunPage } from '../../shared/model/run-page-text'
import { RunQuerySchema, type RunPage, type RunQueryInput } from '../../shared/model/run-query'
import { projectRoot } from '../support/paths'

export interface WholeApp {
  readonly threads: Threads
  /** Reads what lies there, and nothing else any more. */
  watch(roots: readonly string[]): Promise<void>
  list(query: RunQueryInput): Promise<RunPage>
  /** What a user does to a run on screen and in the search field, until told to stop; counts what was answered. */
  useUntil(isOver: () => boolean): Promise<Usage>
  dispose(): Promise<void>
}

export interface Usage {
  readonly searches: number
  readonly curves: number
  readonly slowestSearchMs: number
  readonly runsSeen: number
}

const pauseMs = 100
const searches: readonly RunQueryInput[] = [
  { text: 'watched' },
  { text: 'live-project layers', sort: 'metrics.loss', columns: ['metrics.loss', 'params.lr'] },
  { text: 'metrics.accuracy > 0.001', sort: 'name' },
  { statuses: ['RUNNING'], columns: ['metrics.accuracy'] },
]

/** The app's own threads as they were built, without a window: discovery, reading, catalogue, search, curves, sensors. */
export async function startWholeApp(folder: string): Promise<WholeApp> {
  const threads = startThreads({
    entries: pathToFileURL(join(projectRoot, 'out/main/')),
    dataFolder: folder,
    sampling: {
      platform: process.platform,
      macLibrary: null,
      homeFolder: folder,
      intervalMs: 1_000,
      shouldAvoidPrivate: false,
    },
    clock: systemClock,
    log: () => {},
    onStatus: () => {},
    afterLastSeen: Promise.resolve(),
  })
  await threads.data.call('load', null)
  const list = async (query: RunQueryInput): Promise<RunPage> => {
    const answer = await threads.data.call('listRuns', v.parse(RunQuerySchema, query))
    if (!answer.ok) throw new Error(answer.error.message)
    return readRunPage(answer.value.text)
  }
  return {
    threads,
    async watch(roots) {
      await threads.sources.call('setRoots', { roots, excludedLocations: [] })
    },
    list,
    async useUntil(isOver) {
      const usage = { searches: 0, curves: 0, slowestSearchMs: 0, runsSeen: 0 }
      let focusedId = ''
      while (!isOver()) {
        const begin = performance.now()
        const page = await list(searches[usage.searches % searches.length] ?? {})
        usage.slowestSearchMs = Math.max(usage.slowestSearchMs, performance.now() - begin)
        usage.searches++
        const [newest] = (await list({})).rows
        usage.runsSeen = Math.max(usage.runsSeen, page.totalUnfiltered)
        if (newest !== undefined) {
          const { sourceId, runId } = newest
          if (focusedId !== runId) await threads.sources.call('focus', { runs: [{ sourceId, runId }] })
          focusedId = runId
          const wanted = { sourceId, runId, keys: ['loss', 'accuracy'], maxPoints: 2_000 }
          if ((await threads.sources.call('history', wanted)).ok) usage.curves++
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
      await threads.sources.call('focus', { runs: [] })
      return usage
    },
    dispose: () => threads.dispose(),
  }
}
