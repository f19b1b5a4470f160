import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMlflowFileSource } from '../../main/sources/mlflow-file/source'
import { sourceIdOf } from '../../main/sources/source-id'
import { testServices } from '../support/source-services'
import { appendPoints, finishRun, purgeRun, runFolder, writeMlruns } from '../support/mlruns-writer'
import { sourceSuite } from './source.suite'

sourceSuite('mlflow-file', async (golden) => {
  const root = await mkdtemp(join(tmpdir(), 'mlruns-'))
  const location = join(root, 'mlruns')
  await writeMlruns(location, golden)
  const spec = { id: sourceIdOf('mlflow-file', location), kind: 'mlflow-file' as const, location, root }
  const source = createMlflowFileSource({ spec, services: testServices() })
  const folder = (runId: string) => runFolder(location, golden, runId)
  return {
    source,
    root,
    append: (runId, points) => appendPoints(folder(runId), points),
    finish: (runId, status, endTime) => finishRun(folder(runId), status, endTime),
    purge: (runId) => purgeRun(folder(runId)),
    remove: () => rename(location, join(root, 'moved')),
    async dispose() {
      await source.dispose()
      await rm(root, { recursive: true, force: true })
    },
  }
})
