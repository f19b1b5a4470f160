import { open, rm, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { describeThrown, fail, ok, type Result } from '../../../shared/result'
import { errnoOf } from '../file-error'
import type { ArtifactSink } from '../source'

interface Filling {
  /** A place of our own, beside the one that the user chose. */
  readonly file: string
  readonly signal: AbortSignal
  readonly onProgress: (savedBytes: number, totalBytes: number | null) => void
}

/**
 * Writes what `stream` hands over to a new file, each piece before the next one is taken: whatever the file's size,
 * no more of it than a piece is in memory. What could not be filled whole is removed again.
 */
export async function fillFile(
  { file, signal, onProgress }: Filling,
  stream: (sink: ArtifactSink) => Promise<Result<null>>,
): Promise<Result<{ readonly bytes: number }>> {
  const result = await attempt()
  if (!result.ok) await rm(file, { force: true }).catch(() => undefined)
  return result

  async function attempt(): Promise<Result<{ readonly bytes: number }>> {
    let handle: FileHandle
    try {
      // What an earlier end of the app left there is ours; nothing else is ever written over or through a link.
      await rm(file, { force: true })
      handle = await open(file, 'wx')
    } catch (thrown) {
      return notWritten(file, thrown)
    }
    let bytes = 0
    let totalBytes: number | null = null
    let failure: Result<never> | null = null
    const sink: ArtifactSink = {
      expect(total) {
        totalBytes = total
        onProgress(bytes, totalBytes)
      },
      async take(piece) {
        if (signal.aborted) return false
        try {
          await writeWhole(handle, piece)
        } catch (thrown) {
          failure = notWritten(file, thrown)
          return false
        }
        bytes += piece.length
        onProgress(bytes, totalBytes)
        return !signal.aborted
      },
    }
    const streamed = await stream(sink)
    try {
      await handle.close()
    } catch (thrown) {
      failure ??= notWritten(file, thrown)
    }
    if (failure !== null) return failure
    if (signal.aborted) return fail('cancelled', 'Saving was stopped.')
    return streamed.ok ? ok({ bytes }) : streamed
  }
}

/** One write may take less than it is given. */
async function writeWhole(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let written = 0; written < piece.length;) {
    const { bytesWritten } = await handle.write(piece, written)
    written += bytesWritten
  }
}

function notWritten(file: string, thrown: unknown): Result<never> {
  const code = errnoOf(thrown)
  if (code === null) throw thrown
  const name = basename(file)
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return isFull
    ? fail('unavailable', 'The disk is full; free some space or choose another disk.', describeThrown(thrown))
    : fail(
        'permission',
        `“${name}” could not be written (${code}); choose another folder.`,
        describeThrown(thrown),
      )
}
