import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endSentence, endTag } from '../../main/sources/run-logs/run-of'
import { sourceIdOf } from '../../main/sources/source-id'
import { createTrackioSource } from '../../main/sources/trackio/source'
import { openReadonly } from '../../main/store/sqlite-binding'
import { reduceToLogs } from '../support/formats/reduce'
import { testServices } from '../support/source-services'
import {
  configuredAt,
  createTrackioDatabase,
  logToTrackio,
  purgeFromTrackio,
  writeTrackioRun,
} from '../support/trackio-writer'
import type { GoldenStore } from './golden-store'
import { sourceSuite } from './source.suite'

/** A config's names that begin with `_` are Trackio's own. */
function reduce(golden: GoldenStore): GoldenStore {
  const reduced = reduceToLogs(golden, {
    experimentId: 'mnist',
    experimentName: 'mnist',
    hasParams: true,
  })
  const runs = reduced.runs.map((run) => ({
    ...run,
    params: Object.fromEntries(Object.entries(run.params).filter(([key]) => !key.startsWith('_'))),
    // A run without points is as old as its config.
    startTime: Math.min(run.startTime ?? Infinity, Date.parse(configuredAt)),
    status: 'FINISHED' as const,
    tags: { [endTag]: endSentence },
  }))
  return { ...reduced, runs }
}

const stores = [
  ['', {}],
  [' whose runs have no ids', { hasRunIds: false }],
  [' without a write-ahead log', { journalMode: 'DELETE' }],
] as const

for (const [name, options] of stores) {
  sourceSuite(
    `trackio${name}`,
    async (golden) => {
      const folder = await mkdtemp(join(tmpdir(), 'trackio-'))
      const root = join(folder, 'store')
      await mkdir(root)
      const location = join(root, 'mnist.db')
      await writeFile(join(root, 'mnist.lock'), '')
      // Stays open, as a training process does: its log stays beside the database.
      const writer = createTrackioDatabase(location, options)
      writer.transaction(() => {
        for (const run of golden.runs) writeTrackioRun(writer, run)
      })()
      const source = createTrackioSource({
        spec: { id: sourceIdOf('trackio', location), kind: 'trackio', location, root },
        services: testServices(),
        openReadonly,
        temporaryFolder: join(folder, 'copies'),
      })
      return {
        source,
        root,
        append: async (runId, points) => logToTrackio(writer, runId, points),
        finish: async () => undefined,
        purge: async (runId) => purgeFromTrackio(writer, runId),
        remove: () => rename(location, join(root, 'moved')),
        async dispose() {
          await source.dispose()
          writer.close()
          await rm(folder, { recursive: true, force: true })
        },
      }
    },
    {
      reduce,
      looseRunFields: ['endTime', 'artifactUri', 'parentRunId'],
      looseExperimentFields: ['artifactLocation'],
      hasEndMark: false,
    },
  )
}
