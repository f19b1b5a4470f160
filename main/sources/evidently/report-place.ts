import type { DriftReport, ReportFormat, ReportTimeSource } from '../../../shared/model/drift-report'
import type { ParsedReport } from './parse-report'
import { nameWithoutTime, parseNameTime, parseStatedTime } from './report-time'

/** Where a report lies: what it does not say itself follows from here. */
export interface ReportPlace {
  readonly sourceId: string
  /** Unique within the source. */
  readonly id: string
  /** Absolute. */
  readonly file: string
  /** Of the source's own folder, with `/`; '' for the folder itself. */
  readonly folder: string
  /** With extension. */
  readonly fileName: string
  readonly storage: 'file' | 'workspace' | 'sqlite'
  readonly project: string | null
  /** Epoch ms; null when unknown (a database row). */
  readonly modifiedAt: number | null
  /** Epoch ms that the same run states in another file beside this one. */
  readonly siblingTime: number | null
}

export function placeReport({ content, shape }: ParsedReport, place: ReportPlace): DriftReport {
  const { statedTime, ...rest } = content
  const { createdAt, timeIsFrom } = timeOf(statedTime, place)
  const isMisread = statedTime !== null && timeIsFrom !== 'content'
  return {
    ...rest,
    sourceId: place.sourceId,
    id: place.id,
    file: place.file,
    project: content.project ?? place.project,
    format: formatOf(shape, place.storage),
    createdAt,
    timeIsFrom,
    seriesKey: seriesKeyOf(place, content.kind === 'tests'),
    problems: isMisread
      ? [...rest.problems, 'The time that this report states cannot be read.']
      : rest.problems,
  }
}

function formatOf(shape: ParsedReport['shape'], storage: ReportPlace['storage']): ReportFormat {
  if (shape === 'html') return 'html'
  if (shape === 'results') return 'results-json'
  return storage === 'file' ? 'snapshot-json' : storage
}

function timeOf(
  stated: string | null,
  place: ReportPlace,
): { readonly createdAt: number | null; readonly timeIsFrom: ReportTimeSource | null } {
  const named = isUuid(stemOf(place.fileName)) ? null : parseNameTime(stemOf(place.fileName))
  const found = (
    [
      ['content', parseStatedTime(stated)],
      ['sibling', place.siblingTime],
      ['name', named],
      ['file', place.modifiedAt],
    ] as const
  ).find(([, time]) => time !== null)
  return { createdAt: found?.[1] ?? null, timeIsFrom: found?.[0] ?? null }
}

/** Test suites are a series of their own: workspaces hold both for each run, with the same name or none. */
function seriesKeyOf({ folder, fileName }: ReportPlace, isTests: boolean): string {
  const stem = stemOf(fileName)
  const parts = [folder, isUuid(stem) ? '' : nameWithoutTime(stem)].filter((part) => part !== '')
  return (parts.join('/') || '.') + (isTests ? '#tests' : '')
}

/** `drift.snap.json`, `drift.dump.json` and `drift.html` are the same run in three formats. */
export function stemOf(fileName: string): string {
  return fileName.replace(/\.[^.]*$/, '').replace(/\.(snap|snapshot|dump)$/, '')
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
}

/**
 * The project by the toolkit's layouts: `<workspace>/monitoring/<project>/{drift,performance}/…` and
 * `<repository>/mlops/monitoring/workspace/<project>/…`. Null for any other place.
 */
export function projectOfPath(segments: readonly string[]): string | null {
  for (let at = 0; at < segments.length - 2; at++) {
    if (segments[at] !== 'monitoring') continue
    const [next = null, after = null] = segments.slice(at + 1, at + 3)
    const isRepository = segments[at - 1] === 'mlops' && next === 'workspace'
    if (isRepository) return at + 3 < segments.length ? after : null
    if (after === 'drift' || after === 'performance') return at + 3 < segments.length ? next : null
  }
  return null
}
