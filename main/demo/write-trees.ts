import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileTree, PlannedFile } from './planned-files'

/** Node gives file work four threads; more in flight only holds memory. */
const filesAtOnce = 32

/** Writes below `folder`. Folders are made first, each once: most of the time goes into making them. */
export async function writeTrees(folder: string, trees: readonly FileTree[]): Promise<void> {
  const files = trees.flatMap((tree) => tree.files)
  const folders = new Set([
    ...trees.flatMap((tree) => tree.folders),
    ...files.map((file) => dirname(file.path)),
  ])
  for (const path of [...folders].sort()) await mkdir(join(folder, path), { recursive: true })
  for (let start = 0; start < files.length; start += filesAtOnce) {
    await Promise.all(files.slice(start, start + filesAtOnce).map((file) => write(folder, file)))
  }
}

async function write(folder: string, { path, content, modifiedAt }: PlannedFile): Promise<void> {
  const target = join(folder, path)
  await writeFile(target, content)
  await utimes(target, modifiedAt / 1000, modifiedAt / 1000)
}
