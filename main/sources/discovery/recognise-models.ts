import type { Dirent } from 'node:fs'
import { isFolder } from '../files'
import { exists, listQuietly } from './recognise'

/** A folder of the Hugging Face cache: it holds `models--<org>--<name>` with snapshots. */
export function isHubCache(folder: string, entries: readonly Dirent[]): boolean {
  return entries.some(({ name }) => name.startsWith('models--') && exists(`${folder}/${name}/snapshots`))
}

/** Folders to try before a folder called `models` is taken for something else. */
const mostTried = 20

/** `models` of BentoML's home: two levels down lie files model.yaml. */
export function isBentoStore(folder: string, entries: readonly Dirent[]): boolean {
  if (!folder.endsWith('/models')) return false
  return entries
    .filter((entry) => isFolder(folder, entry))
    .slice(0, mostTried)
    .some(({ name }) =>
      listQuietly(`${folder}/${name}`)
        .slice(0, mostTried)
        .some((version) => exists(`${folder}/${name}/${version.name}/model.yaml`)),
    )
}
