import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import * as v from 'valibot'
import { createSource } from '../../main/sources/create-source'
import { discover } from '../../main/sources/discovery/discover'
import { createServices } from '../../main/sources/services'
import { createCatalogReader } from '../../main/store/catalog-reader'
import { createCatalogWriter } from '../../main/store/catalog-writer'
import { openAppDatabase } from '../../main/store/open'
import { openReadonly } from '../../main/store/sqlite-binding'
import { systemClock } from '../../shared/clock'
import { RunQuerySchema } from '../../shared/model/run-query'
import { writeManyRuns } from './many-runs'
import { report } from './report'

/** What lies between a store being added and its first page, in ms of CPU: code that runs for the first time, as in the app. */
it('reads, keeps and lists the first 100 runs of a store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-first-page-'))
  writeManyRuns(join(folder, 'mlflow.db'), 5_000)
  const { database } = openAppDatabase({ path: join(folder, 'own.db'), now: 0, log: () => {} })
  const writer = createCatalogWriter(database)
  const reader = createCatalogReader(database)
  let last = process.threadCpuUsage()
  const lap = () => {
    const { user, system } = process.threadCpuUsage(last)
    last = process.threadCpuUsage()
    return (user + system) / 1_000
  }
  const services = createServices({ clock: systemClock, log: () => {} })
  const found = await discover(folder, services)
  const spec = found.ok ? found.value.specs.find(({ kind }) => kind === 'mlflow-sqlite') : undefined
  const source = spec && createSource(spec, { services, openReadonly, temporaryFolder: folder })
  if (!spec || !source) throw new Error('The store was not found.')
  const discoverMs = lap()
  writer.setSources([spec], [folder])
  const [stop, ms] = [new AbortController(), { read: 0, keep: lap(), list: 0 }]
  await source.poll({
    signal: stop.signal,
    emit: (batch) => {
      if (stop.signal.aborted) return
      ms.read += lap()
      writer.apply(spec.id, 1, batch)
      ms.keep += lap()
      if (batch.runs === undefined) return
      expect(reader.listRuns(v.parse(RunQuerySchema, { limit: 100 }), 0, 1).rows).toHaveLength(100)
      ms.list = lap()
      stop.abort()
    },
  })
  report(
    'the first 100 runs of an SQLite store, ms of CPU',
    { 'find the store': discoverMs, 'read them': ms.read, 'keep them': ms.keep, 'list them': ms.list },
    'none set',
  )
  await source.dispose()
  database.close()
  rmSync(folder, { recursive: true })
})
