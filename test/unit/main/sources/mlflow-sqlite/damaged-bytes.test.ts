import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMlflowSqliteSource } from '../../../../../main/sources/mlflow-sqlite/source'
import { openReadonly } from '../../../../../main/store/sqlite-binding'
import { goldenIds, goldenStore } from '../../../../contract/golden-store'
import { withCpuTimeOf } from '../../../../support/cpu-time'
import { fuzzRuns } from '../../../../support/fuzz-runs'
import { createMlflowDatabase, writeGolden } from '../../../../support/mlflow-sqlite-builder'
import { testServices } from '../../../../support/source-services'
import { never, poll, testFolder } from './store-under-test'

const mutationCount = fuzzRuns(200)

it('gives a Result, soon, whatever bytes of the database are wrong', async () => {
  const folder = await testFolder()
  const database = createMlflowDatabase(folder.location, { withCompositeIndex: true })
  // Small pages, so that more of the few mutations hit structure.
  database.pragma('page_size = 1024')
  database.exec('VACUUM')
  writeGolden(database, goldenStore)
  database.close()
  const whole = readFileSync(folder.location)
  const codes = new Map<string, number>()

  const anyByte = fc.record({ at: fc.nat({ max: whole.length - 1 }), to: fc.nat({ max: 255 }) })
  const headerByte = fc.record({ at: fc.nat({ max: 120 }), to: fc.nat({ max: 255 }) })
  const changes = fc.oneof(
    fc.array(anyByte, { minLength: 1, maxLength: 12 }),
    fc.array(headerByte, { minLength: 1, maxLength: 2 }),
  )

  await fc.assert(
    fc.asyncProperty(changes, async (mutations) => {
      const bytes = Buffer.from(whole)
      for (const { at, to } of mutations) bytes[at] = to
      writeFileSync(folder.location, bytes)
      const { root, location, copies } = folder
      const source = createMlflowSqliteSource({
        spec: { id: 'fuzz', kind: 'mlflow-sqlite', location, root },
        services: testServices(),
        openReadonly,
        temporaryFolder: copies,
      })
      // Of this process, since others may have the machine meanwhile.
      const { value, cpuMs } = await withCpuTimeOf(async () => {
        const first = await poll(source)
        const results = [
          first.outcome,
          (await poll(source)).outcome,
          (await poll(source, { onlyRunIds: [goldenIds.finished] })).outcome,
          await source.series(goldenIds.finished, ['train_loss', 'val/loss'], never),
        ]
        await source.pathOf(goldenIds.finished)
        return { first, results }
      })
      const { first, results } = value
      await source.dispose()
      expect(cpuMs).toBeLessThan(2_000)
      for (const result of results) {
        const code = result.ok ? 'ok' : result.error.code
        codes.set(code, (codes.get(code) ?? 0) + 1)
        expect(['ok', 'corrupt', 'unsupported', 'locked', 'unavailable']).toContain(code)
      }
      for (const run of first.runs) expect(typeof run.runId === 'string' && run.runId !== '').toBe(true)
    }),
    { numRuns: mutationCount },
  )
  // The mutations did something, and did not ruin everything.
  expect(codes.get('ok') ?? 0).toBeGreaterThan(mutationCount / 4)
  expect((codes.get('corrupt') ?? 0) + (codes.get('unsupported') ?? 0)).toBeGreaterThan(0)
}, 600_000)
