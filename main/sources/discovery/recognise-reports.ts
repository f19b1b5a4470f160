import type { Dirent } from 'node:fs'
import { isUuid } from '../evidently/report-place'
import { isFolder } from '../files'
import { isEvidentlyDatabase } from './recognise-databases'
import { headOf } from './head-of'
import { exists } from './recognise'

/** Reports may have any name: the heads of a few files decide. Folders of a data set hold thousands. */
const mostLooks = 4
/** Legacy pages have their data behind a font of 127 000 bytes. */
const headBytes = 192 * 1024

export function isReportName(name: string): boolean {
  return /\.(json|html?)$/i.test(name)
}

/** A folder of `evidently ui`: its projects are folders named by UUID, each with a metadata.json. */
export function isReportWorkspace(folder: string, entries: readonly Dirent[]): boolean {
  return entries.some(
    (entry) =>
      isUuid(entry.name) && isFolder(folder, entry) && exists(`${folder}/${entry.name}/metadata.json`),
  )
}

/** Where the toolkit's monitor writes when it was made without a workspace; it may be empty still. */
export function isToolkitReportFolder(folder: string): boolean {
  return folder.endsWith('/mlops/monitoring/workspace')
}

/** Whether one of the first files right in this folder is a report, or Evidently's database. */
export function hasReports(folder: string, entries: readonly Dirent[]): boolean {
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)
  const databases = files.filter((name) => /evidently.*\.(db|sqlite3?)$/i.test(name))
  if (databases.some((name) => isEvidentlyDatabase(`${folder}/${name}`))) return true
  // The last by name: those with a date in it are the newest, and an old one may be of an ancient format.
  const pages = files.filter((name) => /\.html?$/i.test(name)).slice(-mostLooks)
  if (pages.some((name) => pageMark.test(headOf(`${folder}/${name}`, headBytes)))) return true
  const documents = files.filter((name) => /\.json$/i.test(name)).slice(-mostLooks)
  return documents.some((name) => isReportHead(headOf(`${folder}/${name}`, 4_096)))
}

const pageMark = /var\s{1,20}(?:evidently_dashboard|metric)_[0-9a-f]{32}\b/

/** By the beginnings that Evidently's two families and the toolkit write; the source itself reads the whole file. */
function isReportHead(head: string): boolean {
  if (!head.trimStart().startsWith('{')) return false
  return (
    /"evidently[:.]/.test(head) ||
    /"metrics"\s*:\s*\[\s*\{\s*"(?:metric|id)"\s*:/.test(head) ||
    /"tests"\s*:\s*\[\s*\{\s*"(?:name|id)"[\s\S]*"(?:status|description)"/.test(head) ||
    /"metric_results"\s*:|"monitoring_enabled"\s*:/.test(head)
  )
}
