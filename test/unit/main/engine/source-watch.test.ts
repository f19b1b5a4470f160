import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createObserver } from '../../../../main/engine/observer'
import { createSourceWatch } from '../../../../main/engine/source-watch'
import { discover } from '../../../../main/sources/discovery/discover'
import { createRunner } from '../../../../main/sources/runner'
import { settle, startAlertDesk } from '../../../support/alert-desk'
import { testServices } from '../../../support/source-services'
import { ok } from '../../../../shared/result'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** Roots walked by the real discovery, the real observer over a real database, and time that a test moves. */
async function watchRoots(roots: readonly string[]) {
  const room = await startAlertDesk()
  stops.push(room.stop)
  const { clock, desk, data } = room
  let wanted = roots
  const watch = createSourceWatch({ clock, alerts: desk, isWatched: (root) => wanted.includes(root) })
  const runner = createRunner({
    clock,
    discover: (root) => discover(root, testServices()),
    settleIdentities: async (specs) => ({ specs, moves: [], missing: [] }),
    createSource: () => null,
    feed: {
      setSources: async () => {},
      apply: async () => ok(null),
      sweep: async () => ok(null),
      markGood: async () => ok(null),
    },
    onStatuses: watch.tell,
    onMoved: () => {},
    log: () => {},
  })
  stops.push(() => runner.dispose())
  const observer = createObserver({
    clock,
    alerts: desk,
    port: {
      observeRuns: async (which, metrics) => data.observeRuns({ which, metrics }),
      observeReports: async () => data.observeReports(null),
      observeModels: async () => data.observeModels(null),
      pointsUpTo: async (latest) => latest,
      missing: async (runs) => data.missingRuns({ runs }),
      missingSources: async (sourceIds) => data.missingSources({ sourceIds }),
    },
  })
  stops.push(() => observer.dispose())
  const setRoots = async (next: readonly string[]) => {
    wanted = next
    await runner.setRoots(next)
    await settle()
  }
  await setRoots(roots)
  return {
    ...room,
    setRoots,
    /** Minutes in which other stores have news all the time. */
    async passBusily(minutes: number) {
      for (let minute = 0; minute < minutes; minute++) {
        observer.catalogChanged()
        await room.pass(60_000, 10_000)
      }
    },
    shown: async () =>
      (await room.list()).map(({ title, state, resolution }) => ({ title, state, resolution })),
  }
}

function missingRoot(): string {
  const parent = mkdtempSync(join(tmpdir(), 'sextant-roots-'))
  stops.push(() => rmSync(parent, { recursive: true, force: true }))
  return join(parent, 'Lab')
}

function makeStore(root: string): void {
  const experiment = join(root, 'mlruns', '0')
  mkdirSync(experiment, { recursive: true })
  writeFileSync(join(experiment, 'meta.yaml'), "experiment_id: '0'\nname: Default\nlifecycle_stage: active\n")
}

const title = 'Lab cannot be read'

describe('the watch over sources', () => {
  it('tells of a root that was missing from the start, and that it is there again', async () => {
    const root = missingRoot()
    const { passBusily, shown, notified } = await watchRoots([root])
    await passBusily(5)
    expect(await shown()).toEqual([{ title, state: 'firing', resolution: null }])
    expect(notified.map((one) => one.title)).toEqual([title])
    makeStore(root)
    await passBusily(2)
    expect(await shown()).toEqual([{ title, state: 'resolved', resolution: 'It can be read again' }])
  })

  it('closes it when the root is not wanted any more, and never speaks of one that was away for a moment', async () => {
    const root = missingRoot()
    const { passBusily, shown, setRoots, pass } = await watchRoots([root])
    await passBusily(2)
    await setRoots([])
    expect(await shown()).toEqual([{ title, state: 'resolved', resolution: 'Its source was removed' }])
    const other = `${root}-2`
    await setRoots([other])
    await pass(20_000)
    makeStore(other)
    await setRoots([other])
    await passBusily(5)
    expect(await shown()).toHaveLength(1)
  })
})
