import { expect, it } from 'vitest'
import * as v from 'valibot'
import { createCatalogReader } from '../../main/store/catalog-reader'
import { createCatalogWriter } from '../../main/store/catalog-writer'
import { openAppDatabase } from '../../main/store/open'
import { keepRunIndex } from '../../main/store/run-index/keep-run-index'
import { systemClock } from '../../shared/clock'
import { RunQuerySchema } from '../../shared/model/run-query'
import { aRun, anExperiment } from '../support/entities'
import { runQueries } from './support/run-queries'
import { median, quantile, report } from './report'

const runCount = 100_000
const idOf = (at: number) => at.toString(16).padStart(32, '0')

/** What one question costs the thread that answers it, without the way there and back: the CPU's time, whatever else runs. */
it('answers questions about 100 000 runs in one thread', () => {
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  const kept = keepRunIndex(database, systemClock)
  const writer = createCatalogWriter(database, kept.follow)
  const reader = createCatalogReader(database, kept.whenReady)
  writer.setSources([{ id: 'store', kind: 'mlflow-sqlite', location: '/store', root: '/' }], [])
  const words = ['vision', 'speech', 'text']
  for (let from = 0; from < runCount; from += 1_000) {
    const runs = Array.from({ length: 1_000 }, (_, nth) => {
      const at = from + nth
      const metrics = ['loss', 'metric_1', 'metric_2', 'metric_3', 'metric_4'].map((key, place) => [
        key,
        { value: Math.sin(at * (place + 1)), step: 9, timestamp: at },
      ])
      const params = Array.from({ length: 10 }, (_, key) => [`param_${key}`, String((at * 7 + key) % 97)])
      return aRun({
        runId: idOf(at),
        experimentId: String(at % 20),
        name: `train-run-${at}`,
        status: at % 6 === 4 ? 'FAILED' : 'FINISHED',
        startTime: at * 1_000,
        endTime: at * 1_000 + ((at * 7_919) % 100_000),
        params: Object.fromEntries(params) as Record<string, string>,
        tags: {
          team: words[at % 3] ?? '',
          'mlflow.user': 'me',
          'mlflow.source.name': 'train.py',
          'mlflow.note.content': `checked ${at % 50}th`,
        },
        metrics: Object.fromEntries(metrics) as Record<
          string,
          { value: number; step: number; timestamp: number }
        >,
      })
    })
    const experiments = Array.from({ length: 20 }, (_, id) =>
      anExperiment({ experimentId: String(id), name: `experiment-${id}` }),
    )
    writer.apply('store', 1, from === 0 ? { experiments, runs } : { runs })
  }
  const columns = ['metrics.loss', 'metrics.metric_1', 'params.param_3', 'params.param_4', 'tags.team']
  const fresh: Record<string, number> = {}
  const [changed, again, gone]: [number[], number[], number[]] = [[], [], []]
  let removed = 0
  const names = Object.entries(runQueries)
  for (let round = 0; round < 12; round++) {
    for (const [name, input] of names) {
      const query = v.parse(RunQuerySchema, { ...input, columns, limit: 100 })
      // First after a run was logged, then again with nothing changed, then after a run was removed.
      for (const times of [changed, again, gone]) {
        if (times === changed)
          writer.apply('store', 1, { runs: [aRun({ runId: 'changing', name: `round ${round} ${name}` })] })
        else if (times === gone) writer.apply('store', 1, { removed: { runIds: [idOf(removed++ * 37)] } })
        const startedAt = process.threadCpuUsage()
        reader.listRuns(query, 0, 1)
        const used = process.threadCpuUsage(startedAt)
        const ms = (used.user + used.system) / 1_000
        if (round === 0 && times === changed) fresh[name] = ms
        else if (round > 0) times.push(ms)
      }
    }
  }
  const slowest = Object.entries(fresh).sort(([, a], [, b]) => b - a)
  report(
    'a question about 100 000 runs, ms of CPU in the thread',
    {
      'asked first p50': median(Object.values(fresh)),
      'after a change p50': median(changed),
      'after a change p95': quantile(changed, 0.95),
      'asked again p50': median(again),
      'asked again p95': quantile(again, 0.95),
      'after a removal p50': median(gone),
      'after a removal p95': quantile(gone, 0.95),
      'slowest first': slowest
        .slice(0, 6)
        .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
        .join(', '),
    },
    'none set',
  )
  expect(reader.listRuns(v.parse(RunQuerySchema, {}), 0, 1).total).toBe(runCount + 1 - removed)
  kept.dispose()
  database.close()
})
