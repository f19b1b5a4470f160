import type { Model } from '../../../shared/model/registered-model'
import { entriesOf, statOf } from '../files'
import { sizeOf } from '../folder-size'
import type { FolderSize } from '../folder-size'

/** A folder's time of change says nothing of a file that grows in it: sizes are taken anew after this. */
const measureAgainMs = 50_000
/** …and in every poll for so long after one changed: weights are being written. */
const followMs = 120_000

interface Measured {
  readonly size: FolderSize | null
  readonly changedMs: number
  readonly at: number
  readonly followUntil: number
}

export interface ModelReader {
  /** Every folder and file directly below `<workspace>/models`. */
  read(
    project: { readonly name: string; readonly path: string },
    signal: AbortSignal,
  ): Promise<readonly Model[]>
}

/** Remembers sizes, so that a folder of many files is not walked in every poll. */
export function createModelReader(sourceId: string, now: () => number): ModelReader {
  const known = new Map<string, Measured>()

  async function measure(path: string, changedMs: number): Promise<FolderSize | null> {
    const before = known.get(path)
    const at = now()
    const isFresh =
      before?.changedMs === changedMs && at - before.at < measureAgainMs && at >= before.followUntil
    if (isFresh) return before.size
    const size = await sizeOf(path)
    const changed = before !== undefined && before.size?.bytes !== size?.bytes
    known.set(path, {
      size,
      changedMs,
      at,
      followUntil: changed ? at + followMs : (before?.followUntil ?? 0),
    })
    return size
  }

  return {
    async read(project, signal) {
      const folder = `${project.path}/models`
      const models: Model[] = []
      for (const entry of entriesOf(folder) ?? []) {
        const path = `${folder}/${entry.name}`
        const stats = statOf(path)
        if (stats === null) continue
        const size = await measure(path, stats.mtimeMs)
        signal.throwIfAborted()
        models.push({
          sourceId,
          kind: 'workspace-model',
          modelId: path,
          name: entry.name,
          version: null,
          description: null,
          status: null,
          lifecycleStage: 'active',
          path,
          bytes: size?.bytes ?? null,
          runId: null,
          experimentId: null,
          project: project.name,
          tags: {},
          aliases: [],
          // Where the disk keeps no time of birth Linux gives 0, and macOS always has one.
          createdAt: stats.birthtimeMs > 0 ? Math.round(stats.birthtimeMs) : null,
          updatedAt: Math.round(size?.newestMs ?? stats.mtimeMs),
        })
      }
      return models
    },
  }
}
