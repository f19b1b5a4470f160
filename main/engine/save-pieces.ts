import { open, rename, rm } from 'node:fs/promises'
import { mostArtifactBytes, type ArtifactChunk } from '../../shared/model/artifact'
import { describeThrown, fail, ok, type Result } from '../../shared/result'

/**
 * Writes a file piece by piece to a place that the user chose, so that one of any size needs 4 MB of memory. What is
 * half-written lies beside it and is removed on failure: an older file of that name stays until the new one is whole.
 */
export async function savePieces(
  target: string,
  read: (from: number, length: number) => Promise<Result<ArtifactChunk>>,
): Promise<Result<{ readonly bytes: number }>> {
  const half = `${target}.sextant-part`
  try {
    const file = await open(half, 'w')
    let written = 0
    try {
      for (;;) {
        const piece = await read(written, mostArtifactBytes)
        if (!piece.ok) {
          await rm(half, { force: true })
          return piece
        }
        const { bytes, totalBytes } = piece.value
        if (bytes.length > 0) await file.write(bytes)
        written += bytes.length
        if (bytes.length === 0 || (totalBytes !== null && written >= totalBytes)) break
      }
    } finally {
      await file.close()
    }
    await rename(half, target)
    return ok({ bytes: written })
  } catch (thrown) {
    await rm(half, { force: true }).catch(() => undefined)
    return fail(
      'permission',
      `${target} could not be written; choose another folder.`,
      describeThrown(thrown),
    )
  }
}
