import { createHash } from 'node:crypto'
import { readFile, readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Every path below `root` with its size, time of change and content, to prove that nothing was touched. */
export async function treeOf(root: string): Promise<readonly string[]> {
  const names = await readdir(root, { recursive: true, withFileTypes: true })
  const lines = names.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    const { size, mtimeNs, ctimeNs, mode } = await stat(path, { bigint: true })
    const content = entry.isFile()
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : ''
    return [relative(root, path), mode, entry.isFile() ? size : '', mtimeNs, ctimeNs, content].join(' ')
  })
  const own = await stat(root, { bigint: true })
  return [`. ${own.mtimeNs} ${own.ctimeNs}`, ...(await Promise.all(lines)).sort()]
}
