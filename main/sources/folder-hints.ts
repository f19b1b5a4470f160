import { statSync, watch, type FSWatcher } from 'node:fs'
import type { Disposable } from '../../shared/lifecycle'

/**
 * The system tells when something in a folder changes: a hint to look now, never the truth. A hint may be missing or
 * say too much, and a folder may go; polling sees to all that. FSEvents covers a whole tree with one handle; elsewhere
 * each folder has its own, and those beyond a number go without.
 */
export interface FolderHints extends Disposable {
  /** The folders of one source from now on; none closes what was open for it. */
  keep(id: string, folders: readonly string[]): void
}

export interface FolderHintsOptions {
  readonly onHint: (id: string) => void
  /** Whether one watcher sees all that lies below its folder. */
  readonly isRecursive: boolean
}

interface Watched {
  readonly watcher: FSWatcher
  readonly inode: number
}

const mostFolders = 128
const reportName = /\.(?:json|html?|db|sqlite3?)(?:-wal)?$/i
/** Written all the time by a training below the same root, and never looked into for reports. */
const passedOver = /(?:^|[/\\])(?:\.[^/\\]*|mlruns|mlartifacts|node_modules|__pycache__)(?:[/\\]|$)/

/** A name without an ending may be a new folder, which holds what nobody watches yet. */
function isHint(name: string): boolean {
  return !passedOver.test(name) && (reportName.test(name) || !/\.[^/\\]+$/.test(name))
}

export function createFolderHints({ onHint, isRecursive }: FolderHintsOptions): FolderHints {
  const bySource = new Map<string, Map<string, Watched>>()

  function open(id: string, folder: string, own: Map<string, Watched>): void {
    const inode = inodeOf(folder)
    if (inode === null) return
    try {
      const watcher = watch(folder, { recursive: isRecursive, persistent: false }, (_event, name) => {
        if (name === null || isHint(name)) onHint(id)
      })
      watcher.on('error', () => close(folder, own))
      own.set(folder, { watcher, inode })
    } catch {
      // No more handles, or a file system that tells nothing: then it is only polled.
    }
  }

  function close(folder: string, own: Map<string, Watched>): void {
    own.get(folder)?.watcher.close()
    own.delete(folder)
  }

  return {
    keep(id, folders) {
      const own = bySource.get(id) ?? new Map<string, Watched>()
      const wanted = new Set(isRecursive ? folders.slice(0, 1) : folders.slice(0, mostFolders))
      for (const [folder, { inode }] of own) {
        // Removed and made anew it is another folder, of which the old handle never hears.
        if (!wanted.has(folder) || inodeOf(folder) !== inode) close(folder, own)
      }
      for (const folder of wanted) if (!own.has(folder)) open(id, folder, own)
      if (own.size === 0) bySource.delete(id)
      else bySource.set(id, own)
    },
    dispose() {
      for (const own of bySource.values()) for (const folder of own.keys()) close(folder, own)
      bySource.clear()
    },
  }
}

function inodeOf(folder: string): number | null {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.ino ?? null
  } catch {
    return null
  }
}
