import { constants, open } from 'node:fs/promises'
import { describeThrown, fail, ok, type Result } from '../../shared/result'

/** Evidently's pages carry their library and their data: 5 to 20 MB. */
export const largestPageBytes = 64 * 2 ** 20

/** A report's own page, whole. Looked at before it is read: the main thread must not take 2 GB in to refuse them. */
export async function readPage(path: string, mostBytes = largestPageBytes): Promise<Result<Uint8Array>> {
  try {
    // Non-blocking: a pipe in the file's place would hold one of the few threads that read files.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stats = await file.stat()
      if (!stats.isFile()) return fail('unavailable', `${path} is no file.`)
      if (stats.size > mostBytes) return tooLarge(mostBytes)
      const bytes = await file.readFile()
      return bytes.length > mostBytes ? tooLarge(mostBytes) : ok(bytes)
    } finally {
      await file.close()
    }
  } catch (thrown) {
    return fail('unavailable', 'The report’s file could not be read.', describeThrown(thrown))
  }
}

function tooLarge(mostBytes: number): Result<never> {
  const limit = `${Math.floor(mostBytes / 2 ** 20)} MB`
  return fail('unavailable', `The report’s page is larger than ${limit}; open it in a browser instead.`)
}
