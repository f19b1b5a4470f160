import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMlflowSqliteSource } from '../../main/sources/mlflow-sqlite/source'
import { sourceIdOf } from '../../main/sources/source-id'
import { openReadonly } from '../../main/store/sqlite-binding'
import {
  appendPoints,
  createMlflowDatabase,
  finishRun,
  purgeRun,
  writeGolden,
  type DatabaseOptions,
} from '../support/mlflow-sqlite-builder'
import { testServices } from '../support/source-services'
import { sourceSuite } from './source.suite'

/** Older revisions cannot hold all of the golden store: test/unit/main/sources/mlflow-sqlite/revisions.test.ts. */
const stores: readonly (readonly [name: string, options: DatabaseOptions])[] = [
  ['3.10', {}],
  ['3.12', { withCompositeIndex: true }],
  ['3.10, WAL', { journalMode: 'WAL' }],
]

for (const [name, options] of stores) {
  sourceSuite(`mlflow-sqlite ${name}`, async (golden) => {
    const folder = await mkdtemp(join(tmpdir(), 'mlflow-sqlite-'))
    const [root, temporaryFolder] = [join(folder, 'store'), join(folder, 'copies')]
    await mkdir(root)
    const location = join(root, 'mlflow.db')
    // Stays open, as a training process does: in WAL mode its log stays beside the database.
    const writer = createMlflowDatabase(location, options)
    writeGolden(writer, golden)
    const source = createMlflowSqliteSource({
      spec: { id: sourceIdOf('mlflow-sqlite', location), kind: 'mlflow-sqlite', location, root },
      services: testServices(),
      openReadonly,
      temporaryFolder,
      slowCopyMs: Infinity,
    })
    return {
      source,
      root,
      append: async (runId, points) => appendPoints(writer, runId, points),
      finish: async (runId, status, endTime) => finishRun(writer, runId, status, endTime),
      purge: async (runId) => purgeRun(writer, runId),
      remove: () => rename(location, join(root, 'moved')),
      async dispose() {
        await source.dispose()
        writer.close()
        await rm(folder, { recursive: true, force: true })
      },
    }
  })
}
