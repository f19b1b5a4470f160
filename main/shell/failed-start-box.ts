import { StartFault } from '../../shared/start-fault'
import { systemCode, writeFaultSentence } from '../../shared/write-fault'

const nothingLost = 'Nothing of yours was changed.'

/** What the box of a failed start says: what is wrong and what helps, never a stack of calls. */
export function failedStartBox(thrown: unknown): { readonly title: string; readonly text: string } {
  const title = 'Sextant could not start'
  if (thrown instanceof StartFault) return { title, text: `${thrown.message}\n\n${nothingLost}` }
  const code = systemCode(thrown)
  const path = pathOf(thrown)
  if (code !== '' && path !== null)
    return { title, text: `${writeFaultSentence(path, code)}\n\n${nothingLost}` }
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    title,
    text: `${reason}\n\n${nothingLost} If it happens again, install Sextant anew, or report it with these words.`,
  }
}

/** Of an error of the file system, the file. */
function pathOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'path' in thrown && typeof thrown.path === 'string' ? thrown.path : null
}
