import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createSource } from '../../main/sources/create-source'
import { sourceIdOf } from '../../main/sources/source-id'
import { openReadonly } from '../../main/store/sqlite-binding'
import type { SourceKind } from '../../shared/model/source'
import type { AnyStoreUnderTest } from '../contract/every-source.suite'
import { testServices } from './source-services'

export interface AnyStoreOptions {
  readonly kind: SourceKind
  /** Where the source lies, below a folder of its own. */
  readonly place: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  /** Path of the link, and what it points to. */
  readonly links?: Readonly<Record<string, string>>
  /** Copied to `place`, before the files are written. */
  readonly from?: string
}

/** Files of a store, written to a folder of their own, with the source that the app would make of it. */
export function anyStore({
  kind,
  place,
  files,
  links = {},
  from,
}: AnyStoreOptions): Promise<AnyStoreUnderTest> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${kind}-`)))
  const [root, temporaryFolder] = [join(folder, 'store'), join(folder, 'copies')]
  const location = join(root, place)
  mkdirSync(dirname(location), { recursive: true })
  mkdirSync(temporaryFolder)
  if (from !== undefined) cpSync(from, location, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(location, name)), { recursive: true })
    writeFileSync(join(location, name), content)
  }
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(dirname(join(location, name)), { recursive: true })
    symlinkSync(target, join(location, name))
  }
  const source = createSource(
    { id: sourceIdOf(kind, location), kind, location, root },
    { services: testServices(), openReadonly, temporaryFolder },
  )
  if (source === null) throw new Error(`no adapter of kind ${kind}`)
  return Promise.resolve({
    source,
    root,
    remove: async () => renameSync(location, join(root, 'moved')),
    async dispose() {
      await source.dispose()
      rmSync(folder, { recursive: true, force: true })
    },
  })
}
