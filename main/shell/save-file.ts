import type { BrowserWindow } from 'electron'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { FileToSave } from '../../shared/contract'
import { describeThrown, fail, ok, type Result } from '../../shared/result'
import { saveFileAs } from './dialogs'

/** Asks where and writes; the window never learns more of the chosen path than its last part. Null when cancelled. */
export async function saveFile(
  window: BrowserWindow | null,
  { kind, name, content }: FileToSave,
): Promise<Result<string | null>> {
  const path = await saveFileAs(window, `${name.replace(/[^\p{L}\p{N} ._-]+/gu, '-')}.${kind}`)
  if (path === null) return ok(null)
  try {
    await writeFile(path, content)
    return ok(basename(path))
  } catch (thrown) {
    const message = `“${basename(path)}” could not be written. Choose another folder.`
    return fail('unavailable', message, describeThrown(thrown))
  }
}
