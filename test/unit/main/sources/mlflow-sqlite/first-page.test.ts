import { copyFileSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { createArtifactLocator } from '../../../../../main/sources/mlflow-sqlite/artifact-locator'
import { createStoreFile } from '../../../../../main/sources/mlflow-sqlite/store-file'
import { createStoreReader } from '../../../../../main/sources/mlflow-sqlite/store-reader'
import { openReadonly } from '../../../../../main/store/sqlite-binding'
import { goldenStoreOfRuns } from '../../../../contract/golden-store'
import { createMlflowDatabase, writeGolden, type Revision } from '../../../../support/mlflow-sqlite-builder'
import { testServices } from '../../../../support/source-services'
import { namesIn, never, testFolder } from './store-under-test'

/** Reads a store of 130 runs whole, and tells in which order things came. */
async function readWhole(revision: Revision) {
  const folder = await testFolder()
  const writer = createMlflowDatabase(folder.location, { revision })
  writeGolden(writer, goldenStoreOfRuns(130))
  onTestFinished(() => void writer.close())
  const events: string[] = []
  const services = testServices()
  const file = createStoreFile({
    location: folder.location,
    openReadonly,
    temporaryFolder: folder.copies,
    sourceId: 's',
    now: services.now,
    longRead: {
      fromBytes: 1,
      clone(from, to) {
        events.push('clone')
        copyFileSync(from, to)
      },
    },
  })
  onTestFinished(() => file.dispose())
  const spec = { id: 's', kind: 'mlflow-sqlite', location: folder.location, root: folder.root } as const
  const locator = createArtifactLocator(folder.root)
  const reader = createStoreReader({ spec, services, file, locator })
  const runIds = new Set<string>()
  const poll = () =>
    reader.poll({
      signal: never,
      emit({ runs, experiments }) {
        if (experiments !== undefined) events.push('experiments')
        if (runs !== undefined) events.push(`${runs.length} runs`)
        for (const { runId } of runs ?? []) runIds.add(runId)
      },
    })
  await poll()
  return { events, runIds, folder, poll }
}

it('hands over a first page before it clones the store for the rest', async () => {
  const { events, runIds, folder, poll } = await readWhole('1b5f0d9ad7c1')
  expect(events.slice(0, 3)).toEqual(['experiments', '100 runs', 'clone'])
  expect(runIds.size).toBe(130)
  expect(await namesIn(folder.copies)).toEqual([])
  events.length = 0
  await poll()
  expect(events).toEqual([])
})

it('clones a store without indexes first, of which a page is a long read', async () => {
  const { events, runIds } = await readWhole('c48cb773bb87')
  expect(events[0]).toBe('clone')
  expect(events.filter((event) => event === 'clone').length).toBe(1)
  expect(runIds.size).toBe(130)
})
