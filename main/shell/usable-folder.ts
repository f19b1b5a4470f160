import { mkdir, mkdtemp, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode, writeFaultSentence } from '../../shared/write-fault'

/** Null when a folder is there, or can be made, and takes something new; else why not, as a sentence with what helps. */
export async function whyUnusable(what: string, folder: string): Promise<string | null> {
  try {
    await mkdir(folder, { recursive: true })
    // Asking for the right to write is no proof: a full disk grants it.
    await rmdir(await mkdtemp(join(folder, '.sextant-')))
    return null
  } catch (thrown) {
    return writeFaultSentence(`${what} ${folder}`, systemCode(thrown))
  }
}
