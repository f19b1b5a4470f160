import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createMetricLogSource } from '../../../../main/sources/metric-log/source'
import { createMlxLmSource } from '../../../../main/sources/mlx-lm/source'
import type { Source } from '../../../../main/sources/source'
import { createCatalog, type Catalog } from '../../../../main/store/catalog'
import { openAppDatabase } from '../../../../main/store/open'
import type { SqliteDatabase } from '../../../../main/store/sqlite-binding'
import { createFakeClock } from '../../../support/fake-clock'
import { pollSource } from '../../../support/source-poll'
import { testServices } from '../../../support/source-services'

const minute = 60_000
let root: string
let database: SqliteDatabase
let catalog: Catalog
let now: number
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kept-times-'))
  database = openAppDatabase({ path: ':memory:', now: 0, log: () => {} }).database
  catalog = createCatalog({
    database,
    clock: createFakeClock(),
    onSummary: () => {},
    onRunsChanged: () => {},
  })
  now = 1_760_000_000_000
})
afterEach(() => {
  catalog.dispose()
  database.close()
  rmSync(root, { recursive: true, force: true })
})

function write(name: string, text: string): void {
  appendFileSync(join(root, name), text)
  utimesSync(join(root, name), now / 1000, now / 1000)
}

/** What the catalogue holds of the one run, after a poll of a source that was just made. */
async function afterRestart(create: typeof createMlxLmSource): Promise<Record<string, unknown>> {
  const spec = { id: 's', kind: 'mlx-lm', location: root, root } as const
  const source: Source = create({ spec, services: testServices({ now: () => now }) })
  const { batches } = await pollSource(source)
  catalog.setSources([spec], [])
  for (const batch of batches) catalog.apply('s', 1, batch)
  const [json] = database.prepare('SELECT metrics FROM run').pluck().all() as string[]
  return JSON.parse(json ?? '') as Record<string, unknown>
}

it('keeps the time that a value of a log without times was shown with, over a restart', async () => {
  write('train.log', 'Iter 1: Val loss nan, Val took 3.0s\nIter 10: Train loss 2.1\n')
  const first = now
  await afterRestart(createMlxLmSource)
  now += 10 * minute
  write('train.log', 'Iter 20: Train loss 1.9\n')
  expect(await afterRestart(createMlxLmSource)).toMatchObject({
    val_loss: { value: 'NaN', step: 1, timestamp: first },
    val_time: { value: 3, step: 1, timestamp: first },
    train_loss: { value: 1.9, step: 20, timestamp: now },
  })
  now += 10 * minute
  write('train.log', 'Iter 1: Val loss 2.0\n')
  expect(await afterRestart(createMlxLmSource)).toMatchObject({
    val_loss: { value: 2, step: 1, timestamp: now },
    train_loss: { timestamp: now - 10 * minute },
  })
})

it('goes by the log where it keeps times', async () => {
  writeFileSync(join(root, 'metrics.csv'), 'step,loss,timestamp\n1,2,1760000000\n')
  await afterRestart(createMetricLogSource)
  write('metrics.csv', '1,2,1760000060\n')
  expect(await afterRestart(createMetricLogSource)).toMatchObject({
    loss: { value: 2, step: 1, timestamp: 1_760_000_060_000 },
  })
})
