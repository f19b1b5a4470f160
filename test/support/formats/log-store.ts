import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourceIdOf } from '../../../main/sources/source-id'
import type { Source, SourceServices } from '../../../main/sources/source'
import type { SourceKind, SourceSpec } from '../../../shared/model/source'
import type { GoldenPoint } from '../../contract/golden-store'
import type { StoreUnderTest } from '../../contract/source.suite'
import { testServices } from '../source-services'

interface LogStoreOptions {
  readonly kind: SourceKind
  /** Of the logs, below a temporary folder. */
  readonly folder: string
  readonly write: (location: string) => void
  readonly create: (options: { spec: SourceSpec; services: SourceServices }) => Source
  readonly append: (location: string, runId: string, points: readonly GoldenPoint[]) => void
  readonly finish?: (location: string, runId: string, status: 'FINISHED' | 'FAILED', endTime: number) => void
  readonly purge: (location: string, runId: string) => void
}

/** A folder of logs for the contract suite. */
export function logStore(options: LogStoreOptions): Promise<StoreUnderTest> {
  const root = mkdtempSync(join(tmpdir(), `${options.kind}-`))
  const location = join(root, options.folder)
  mkdirSync(location, { recursive: true })
  options.write(location)
  const spec = { id: sourceIdOf(options.kind, location), kind: options.kind, location, root }
  const source = options.create({ spec, services: testServices() })
  return Promise.resolve({
    source,
    root,
    append: async (runId, points) => options.append(location, runId, points),
    finish: async (runId, status, endTime) => options.finish?.(location, runId, status, endTime),
    purge: async (runId) => options.purge(location, runId),
    remove: async () => renameSync(location, join(root, 'moved')),
    async dispose() {
      await source.dispose()
      rmSync(root, { recursive: true, force: true })
    },
  })
}
