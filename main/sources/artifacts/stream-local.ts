import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { fail, ok, type Result } from '../../../shared/result'
import { errnoOf, fileError } from '../file-error'
import type { ArtifactSink } from '../source'
import { containedPath } from './contained-path'

const pieceBytes = 2 ** 20

/**
 * Hands over one file below `root`, as much of it as there is when it is opened: a log that grows meanwhile is saved as
 * it was then. Reads beside the thread, so that a slow disk keeps nothing else waiting.
 */
export async function streamLocalArtifact(
  root: string,
  path: string,
  sink: ArtifactSink,
): Promise<Result<null>> {
  const place = containedPath(root, path)
  if (!place.ok) return place
  const { real, shown } = place.value
  let file: FileHandle | null = null
  try {
    // Non-blocking: a pipe that took the file's place after the look at it must not hold a reader for ever.
    file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = await file.stat()
    if (!stats.isFile()) return fail('invalid-input', `${shown} is not a file.`)
    sink.expect(stats.size)
    const piece = new Uint8Array(Math.min(pieceBytes, Math.max(1, stats.size)))
    for (let at = 0; at < stats.size;) {
      const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, stats.size - at), at)
      if (bytesRead === 0) {
        return fail('unavailable', `${shown} became shorter while it was saved; save it again.`)
      }
      if (!(await sink.take(piece.subarray(0, bytesRead)))) break
      at += bytesRead
    }
    return ok(null)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return { ok: false, error: fileError(thrown, shown) }
  } finally {
    await file?.close()
  }
}
