import type { RunStatus } from '../../../shared/model/run'
import { statusLooks } from './run-status'

const mostLetters = 160

/** What runs are filtered by, as the beginning of a sentence: `“fox” with status Failed or Killed`. */
export function filterInWords(text: string, statuses: readonly RunStatus[]): string {
  const shown = text.trim().length > mostLetters ? `${text.trim().slice(0, mostLetters)}…` : text.trim()
  const quoted = shown === '' ? '' : `“${shown}”`
  const words = statuses.map((status) => statusLooks[status].word)
  const listed = [words.slice(0, -1).join(', '), ...words.slice(-1)]
    .filter((part) => part !== '')
    .join(' or ')
  if (listed === '') return quoted
  return quoted === '' ? `Status ${listed}` : `${quoted} with status ${listed}`
}
