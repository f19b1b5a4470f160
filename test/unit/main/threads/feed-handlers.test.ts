import { expect, it } from 'vitest'
import { createCatalog } from '../../../../main/store/catalog'
import { createContentMatch } from '../../../../main/store/content-match'
import { openAppDatabase } from '../../../../main/store/open'
import type { WarmUpContent } from '../../../../main/threads/contract'
import { createFeedHandlers } from '../../../../main/threads/feed-handlers'
import { warmUpCatalog } from '../../../../main/threads/warm-up-catalog'
import { systemClock } from '../../../../shared/clock'
import type { SourceSpec } from '../../../../shared/model/source'
import { ok } from '../../../../shared/result'
import { anExperiment, aRun } from '../../../support/entities'
import { createFakeClock } from '../../../support/fake-clock'

const spec: SourceSpec = { id: 'store', kind: 'mlflow-sqlite', location: '/own/mlflow.db', root: '/own' }
const content: WarmUpContent = {
  specs: [spec],
  batches: [{ experiments: [anExperiment()] }, { runs: [aRun(), aRun({ runId: 'run-2' })] }],
}

function make() {
  const clock = createFakeClock()
  const news: unknown[] = []
  const { database } = openAppDatabase({ path: ':memory:', now: clock.now(), log: () => {} })
  const catalog = createCatalog({
    database,
    clock,
    onSummary: (summary) => news.push(summary),
    onRunsChanged: (changed) => news.push(changed),
    onReportsChanged: (changed) => news.push(changed),
  })
  let writes = 0
  const written = <T>(result: T): T => {
    writes++
    return result
  }
  const matchContent = createContentMatch(database)
  let warmUps = 0
  const now = () => {
    // Asked when a warm-up opens its database.
    warmUps++
    return clock.now()
  }
  const feed = createFeedHandlers({ catalog, matchContent, health: { written }, clock: { ...clock, now } })
  return { clock, news, catalog, feed, writes: () => writes, warmUps: () => warmUps }
}

it('warms up beside the catalogue: nothing comes into it, and nobody is told', async () => {
  const { clock, news, catalog, feed, writes, warmUps } = make()
  const revision = catalog.revision()
  expect(await feed.warmUp(content)).toEqual(ok(null))
  expect(warmUps()).toBeGreaterThan(0)
  clock.advance(60_000)
  expect(news).toEqual([])
  expect([catalog.knownSources(), catalog.load().sources]).toEqual([[], []])
  expect([catalog.revision() - revision, writes()]).toEqual([0, 0])
})

it('takes a warm-up that fails for no fault', async () => {
  const { feed } = make()
  const broken = { specs: [spec], batches: [{ runs: [{ ...aRun(), runId: Symbol('none') }] }] }
  expect(await feed.warmUp(broken as unknown as WarmUpContent)).toEqual(ok(null))
})

it('takes what is told of a store meanwhile, which ends the warm-up', async () => {
  const { catalog, feed, warmUps } = make()
  const user: SourceSpec = { ...spec, id: 'user', location: '/user/mlflow.db', root: '/user' }
  await Promise.all([feed.warmUp(content), feed.setSources({ specs: [user], keepRoots: [] })])
  expect(catalog.knownSources().map(({ id }) => id)).toEqual(['user'])
  await Promise.all([feed.warmUp(content), feed.knownSources(null)])
  expect(warmUps()).toBe(0)
})

it('lists what it kept, and asks before each piece of work whether that is still wanted', async () => {
  const options = { clock: systemClock, isWanted: () => true }
  expect(await warmUpCatalog(content, options)).toBe(2)
  for (const pieces of [0, 1, 2, 3]) {
    let asked = 0
    const isWanted = () => asked++ < pieces
    expect(await warmUpCatalog(content, { ...options, isWanted })).toBeNull()
    expect(asked).toBe(pieces + 1)
  }
})
