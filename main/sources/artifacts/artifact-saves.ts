import { fail, type Result } from '../../../shared/result'
import type { ArtifactDesk, PlacedArtifacts } from './artifact-desk'

/** An artifact and where it goes. */
export interface AskedSave extends PlacedArtifacts {
  readonly saveId: number
  readonly path: string
  /** Is written; it becomes the target when it is whole, which is not done here. */
  readonly file: string
  /** What the user chose. */
  readonly target: string
}

export interface SaveProgress {
  readonly saveId: number
  readonly savedBytes: number
  readonly totalBytes: number | null
}

interface SavesOptions {
  readonly desk: ArtifactDesk
  readonly monotonic: () => number
  readonly onProgress: (progress: SaveProgress) => void
}

export interface ArtifactSaves {
  save(asked: AskedSave): Promise<Result<{ readonly bytes: number }>>
  stop(saveId: number): void
  /** Stops all; resolves when nothing of theirs is left. */
  dispose(): Promise<void>
}

/** Often enough for an eye. */
const tellEveryMs = 150

/** The saves under way in this thread. */
export function createArtifactSaves({ desk, monotonic, onProgress }: SavesOptions): ArtifactSaves {
  const running = new Map<number, { readonly stopping: AbortController; readonly end: Promise<unknown> }>()
  return {
    save({ saveId, ...asked }) {
      if (running.has(saveId)) return Promise.resolve(fail('invalid-input', 'This is being saved already.'))
      const stopping = new AbortController()
      let toldAt = -Infinity
      const saved = desk
        .save(asked, {
          signal: stopping.signal,
          onProgress(savedBytes, totalBytes) {
            if (monotonic() - toldAt < tellEveryMs) return
            toldAt = monotonic()
            onProgress({ saveId, savedBytes, totalBytes })
          },
        })
        .finally(() => running.delete(saveId))
      running.set(saveId, { stopping, end: saved.catch(() => undefined) })
      return saved
    },
    stop: (saveId) => running.get(saveId)?.stopping.abort(),
    async dispose() {
      const ends = [...running.values()].map(({ stopping, end }) => (stopping.abort(), end))
      await Promise.all(ends)
    },
  }
}
