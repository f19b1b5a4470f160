import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Every entry below a folder with its kind, mode, size, modification time and content: equal texts mean an untouched tree. */
export function treeOf(root: string): string {
  const lines: string[] = []
  const visit = (folder: string) => {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name)
      const found = lstatSync(path, { bigint: true })
      const kind = found.isDirectory()
        ? 'folder'
        : found.isSymbolicLink()
          ? `link ${readlinkSync(path)}`
          : 'file'
      const content = found.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
      lines.push(
        `${relative(root, path)} ${kind} ${found.mode} ${found.isFile() ? found.size : ''} ${found.mtimeNs} ${content}`,
      )
      if (found.isDirectory()) visit(path)
    }
  }
  visit(root)
  return lines.join('\n')
}
