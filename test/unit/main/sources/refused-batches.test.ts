import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSource } from '../../../../main/sources/create-source'
import { createRunner } from '../../../../main/sources/runner'
import { createContentMatch } from '../../../../main/store/content-match'
import { openReadonly } from '../../../../main/store/sqlite-binding'
import { feedContract, type FeedContract } from '../../../../main/threads/contract'
import { createDatabaseHealth } from '../../../../main/threads/database-health'
import { createFeedHandlers } from '../../../../main/threads/feed-handlers'
import { systemClock } from '../../../../shared/clock'
import type { SourceSpec, SourceStatus } from '../../../../shared/model/source'
import { bridgeOverPort, servePort } from '../../../../shared/port-rpc'
import { ok } from '../../../../shared/result'
import { createClient } from '../../../../shared/rpc'
import { createFakeClock } from '../../../support/fake-clock'
import { memoryPorts } from '../../../support/memory-ports'
import { realCatalogue } from '../../../support/real-catalogue'
import { testServices } from '../../../support/source-services'

/*
 * A real store read by its real adapter into a real database, as the threads put them together, which refuses some
 * of it: by a trigger as by a constraint, and by a size that it may not grow beyond, as on a full disk.
 */
let folder = ''
let end: (() => Promise<void>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-refused-'))
})
afterEach(async () => {
  for (const stop of end) await stop()
  end = []
  rmSync(folder, { recursive: true, force: true })
})

function writeRun(name: string, params: Readonly<Record<string, string>> = {}): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'metrics.jsonl'), '{"step": 1, "timestamp": 1764120000, "loss": 0.5}\n')
  writeFileSync(join(folder, name, 'params.json'), JSON.stringify(params))
}

async function watch() {
  const spec: SourceSpec = { id: 'logs', kind: 'metric-log', location: folder, root: folder }
  const { catalog, database, close } = realCatalogue([spec])
  const logged: string[] = []
  const troubles: (string | null)[] = []
  const health = createDatabaseHealth(
    (trouble) => troubles.push(trouble),
    (name, detail) => {
      logged.push(`${name}: ${detail}`)
      return null
    },
  )
  const { near, far } = memoryPorts()
  const matchContent = createContentMatch(database)
  const clock = createFakeClock()
  servePort(far, feedContract, createFeedHandlers({ catalog, matchContent, health, clock }), health.onFault)
  const feed = createClient<FeedContract>(bridgeOverPort(near))
  let statuses: readonly SourceStatus[] = []
  let reads = 0
  const runner = createRunner({
    clock,
    discover: async () => ok({ specs: [spec] }),
    settleIdentities: async (specs) => ({ specs, moves: [], missing: [] }),
    createSource: (one) => {
      reads++
      return createSource(one, { services: testServices(), openReadonly, temporaryFolder: folder })
    },
    feed: {
      setSources: (specs, keepRoots) => feed.call('setSources', { specs, keepRoots }),
      apply: (sourceId, generation, batch) => feed.call('apply', { sourceId, generation, batch }),
      sweep: (sourceId, generation) => feed.call('sweep', { sourceId, generation }),
      markGood: (sourceId, at, message) => feed.call('markGood', { sourceId, at, message }),
    },
    onStatuses: (all) => {
      statuses = all
    },
    onMoved: () => {},
    log: (_level, message) => logged.push(message),
  })
  end.push(async () => {
    await runner.dispose()
    close()
  })
  return {
    database,
    runner,
    clock,
    logged,
    troubles,
    reads: () => reads,
    status: () => statuses.find((one) => one.id === 'logs'),
    runs: () => database.prepare('SELECT run_id FROM run ORDER BY run_id').pluck().all(),
    until: async (isSo: () => boolean, advanceMs = 0) => {
      for (let turn = 0; turn < 2_000 && !isSo(); turn++) {
        clock.advance(advanceMs)
        await new Promise<void>((resolve) => systemClock.after(1, resolve))
      }
      expect(isSo()).toBe(true)
    },
  }
}

const refuse = `CREATE TRIGGER refuse BEFORE INSERT ON run WHEN new.run_id LIKE '%bad%'
  BEGIN SELECT raise(ABORT, 'not this one'); END`

it('says which source was refused, keeps what was known, and reads all of it again when the database takes it', async () => {
  writeRun('good')
  writeRun('old')
  const { runner, database, status, runs, until, logged, reads, troubles } = await watch()
  await runner.setRoots([folder])
  await until(() => status()?.state === 'ok')
  expect(runs()).toEqual(['good', 'old'])

  database.exec(refuse)
  rmSync(join(folder, 'old'), { recursive: true })
  writeRun('bad')
  await until(() => status()?.state === 'stale', 100)
  expect(status()?.message).toMatch(new RegExp(`could not take in all of ${folder}: .* tries again`))
  expect(status()?.problems).toMatchObject([{ code: 'internal', location: folder }])
  expect(logged.join('\n')).toContain('not this one')
  // Not the database's fault as a whole.
  expect(troubles).toEqual([])

  // The normal pace of retries, not a loop.
  const before = reads()
  for (let second = 0; second < 120; second++) await until(() => true, 1_000)
  expect(reads() - before).toBeLessThan(12)
  expect(runs()).toContain('good')

  database.exec('DROP TRIGGER refuse')
  await until(() => status()?.state === 'ok', 1_000)
  expect(runs()).toEqual(['bad', 'good'])
  expect(status()?.problems).toEqual([])
})

it('says once that the disk is full, blames no source, and loses nothing that is kept', async () => {
  writeRun('first')
  const { runner, database, status, runs, until, troubles } = await watch()
  await runner.setRoots([folder])
  await until(() => status()?.state === 'ok')

  const pages = database.pragma('page_count', { simple: true }) as number
  database.pragma(`max_page_count = ${pages}`)
  for (const name of ['second', 'third']) writeRun(name, { text: 'x'.repeat(300_000) })
  await until(() => troubles.length > 0, 100)
  for (let second = 0; second < 60; second++) await until(() => true, 1_000)
  expect(troubles).toEqual([expect.stringMatching(/^The disk is full, .* safe/)])
  expect(status()).toMatchObject({ state: 'ok', problems: [] })
  expect(runs()).toEqual(['first'])

  database.pragma('max_page_count = 1000000')
  await until(() => runs().length === 3, 1_000)
  expect(troubles.at(-1)).toBeNull()
  expect(troubles).toHaveLength(2)
})
