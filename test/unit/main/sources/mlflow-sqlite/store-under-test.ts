import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createMlflowSqliteSource } from '../../../../../main/sources/mlflow-sqlite/source'
import type { Source, SourceServices } from '../../../../../main/sources/source'
import { openReadonly, type OpenReadonly } from '../../../../../main/store/sqlite-binding'
import type { Result } from '../../../../../shared/result'
import { goldenStore, type GoldenStore } from '../../../../contract/golden-store'
import {
  createMlflowDatabase,
  writeGolden,
  type DatabaseOptions,
  type WritableDatabase,
} from '../../../../support/mlflow-sqlite-builder'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

export const never = new AbortController().signal

export interface Folder {
  /** Holds the store and nothing else. */
  readonly root: string
  readonly location: string
  readonly copies: string
}

/** A folder for one test, removed after it. */
export async function testFolder(): Promise<Folder> {
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-sqlite-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const root = join(folder, 'store')
  await mkdir(root)
  return { root, location: join(root, 'mlflow.db'), copies: join(folder, 'copies') }
}

/** A source on that folder's database, disposed after the test. */
export function sourceOn(
  folder: Folder,
  options: { readonly services?: SourceServices; readonly open?: OpenReadonly } = {},
): Source {
  const { location, root, copies } = folder
  const source = createMlflowSqliteSource({
    spec: { id: 'mlflow-sqlite-test', kind: 'mlflow-sqlite', location, root },
    services: options.services ?? testServices(),
    openReadonly: options.open ?? openReadonly,
    temporaryFolder: copies,
    slowCopyMs: Infinity,
  })
  onTestFinished(() => source.dispose())
  return source
}

export interface Store extends Folder {
  readonly source: Source
  readonly writer: WritableDatabase
}

/** A golden store with a writer that stays open, as MLflow does, and a source on it. */
export async function goldenDatabase(
  options: DatabaseOptions = {},
  golden: GoldenStore = goldenStore,
): Promise<Store> {
  const folder = await testFolder()
  const writer = createMlflowDatabase(folder.location, options)
  onTestFinished(() => void writer.close())
  writeGolden(writer, golden)
  return { ...folder, writer, source: sourceOn(folder) }
}

export const poll = pollSource

export function faultCode(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code
}

export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort()
}
