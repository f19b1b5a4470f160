import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { createServices } from '../../../../../main/sources/services'
import { systemClock } from '../../../../../shared/clock'
import { goldenStoreOfRuns } from '../../../../contract/golden-store'
import { appendPoints, createMlflowDatabase, writeGolden } from '../../../../support/mlflow-sqlite-builder'
import { namesIn, never, poll, sourceOn, testFolder } from './store-under-test'

/**
 * A training process: logs as fast as the disk lets it, one commit each, as MLflow does (a point and the latest value
 * in one transaction). It waits 100 ms at most for its lock where MLflow waits 20 s, so that a reader who is in its
 * way is found out.
 */
const writerSource = `
  const Database = require(process.argv[1])
  const database = new Database(process.argv[2], { timeout: 100 })
  const point = database.prepare('INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)')
  const latest = database.prepare('UPDATE latest_metrics SET value = ?, timestamp = ?, step = ? WHERE key = ? AND run_uuid = ?')
  const log = database.transaction((step) => {
    point.run('loss', 1 / step, Date.now(), process.argv[3], step)
    latest.run(1 / step, Date.now(), step, 'loss', process.argv[3])
  })
  const counts = { written: 0, failed: 0, failures: [], slowestMs: 0, lastStep: 0 }
  const endsAt = Date.now() + Number(process.argv[4])
  for (let step = 1_000_000; Date.now() < endsAt; step++) {
    const startedAt = performance.now()
    try {
      log.immediate(step)
      counts.written++
      counts.lastStep = step
    } catch (thrown) {
      counts.failed++
      counts.failures.push(String(thrown.code ?? thrown))
    }
    counts.slowestMs = Math.max(counts.slowestMs, performance.now() - startedAt)
  }
  database.close()
  console.log(JSON.stringify(counts))
`

interface Counts {
  readonly written: number
  readonly failed: number
  readonly failures: readonly string[]
  readonly lastStep: number
}

function startWriter(location: string, runId: string, forMs: number): Promise<Counts> {
  const library = createRequire(import.meta.url).resolve('better-sqlite3')
  const child = spawn(process.execPath, ['-e', writerSource, library, location, runId, String(forMs)])
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (complained += String(chunk)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      if (said === '') reject(new Error(complained))
      else resolve(JSON.parse(said) as Counts)
    })
  })
}

describe.each(['DELETE', 'WAL'] as const)(
  'a process that writes without a pause, journal mode %s',
  (journalMode) => {
    it('never fails to write for our reading', async () => {
      const folder = await testFolder()
      const golden = goldenStoreOfRuns(400)
      const runId = golden.runs[0]!.runId
      const database = createMlflowDatabase(folder.location, { journalMode })
      writeGolden(database, golden)
      appendPoints(
        database,
        runId,
        Array.from({ length: 60_000 }, (_, step) => ({
          key: 'loss',
          value: 1 / (step + 2),
          timestamp: step,
          step: step + 2,
        })),
      )
      database.close()
      const source = sourceOn(folder, {
        services: createServices({ clock: systemClock, log: () => undefined }),
      })
      const over = new AbortController()
      const writer = startWriter(folder.location, runId, 2_500).finally(() => {
        over.abort()
      })
      const seen = { polls: 0, locked: 0, series: 0 }
      const note = (
        kind: 'polls' | 'series',
        result: { readonly ok: boolean; readonly error?: { code: string } },
      ) => {
        if (result.ok) seen[kind]++
        else {
          expect(result.error?.code).toBe('locked')
          seen.locked++
        }
      }
      while (!over.signal.aborted) {
        note('polls', (await poll(source)).outcome)
        note('polls', (await poll(source, { onlyRunIds: [runId] })).outcome)
        note('series', await source.series(runId, ['loss'], never))
      }
      const counts = await writer
      // The newest point is there once the writer is done: nothing was lost on the way.
      let series = await source.series(runId, ['loss'], never)
      const deadline = performance.now() + 10_000
      while (series.ok && series.value[0]?.step.at(-1) !== counts.lastStep && performance.now() < deadline) {
        series = await source.series(runId, ['loss'], never)
      }
      expect(counts).toMatchObject({ failed: 0, failures: [] })
      expect(counts.written).toBeGreaterThan(50)
      // At least one read met the writer; how many depends on how busy the machine is.
      expect(seen.polls).toBeGreaterThan(0)
      expect(seen.series).toBeGreaterThan(0)
      expect(series.ok && series.value[0]?.step.at(-1)).toBe(counts.lastStep)
      expect(series.ok && series.value[0]?.step.length).toBe(60_001 + counts.written)
      expect((await namesIn(folder.root)).filter((name) => !name.startsWith('mlflow.db'))).toEqual([])
    }, 30_000)
  },
)
