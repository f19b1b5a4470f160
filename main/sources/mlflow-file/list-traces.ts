import {
  previewOf,
  spanCountOf,
  traceMetadataKeys,
  traceNameTag,
  type TracePage,
  type TraceRow,
} from '../../../shared/model/trace'
import { fileError } from '../file-error'
import { entriesOf, readText } from '../files'
import type { Pacer } from '../pacer'
import { parseYamlMap, textOf } from '../yaml'
import { readValues } from './store-reader'
import { filled } from './run-meta'
import { topLevelLines } from './top-level-lines'
import { parseTraceInfo } from './trace-info'
import type { TraceMark, TraceShelf } from './trace-shelf'

/** A page of an experiment's traces, newest first; `folder` is its `traces`. Throws errors of the file system. */
export async function tracePage(
  shelf: TraceShelf,
  folder: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
  pacer: Pacer,
): Promise<TracePage> {
  const found = await shelf.newest(folder, { after: markIn(after), limit: limit + 1 }, pacer)
  const shown = found.slice(0, limit)
  const rows: TraceRow[] = []
  for (const { name } of shown) {
    rows.push(readTrace(`${folder}/${name}`, name))
    if (pacer.isDue()) await pacer.rest()
  }
  const end = shown.at(-1)
  return { rows, next: found.length > limit && end !== undefined ? `${end.startedAt} ${end.name}` : null }
}

/** Null for what is no place: the first page then. */
function markIn(after: string | null): TraceMark | null {
  const [, startedAt, name] = /^(-?\d+(?:\.\d+)?) (.+)$/s.exec(after ?? '') ?? []
  return name === undefined ? null : { startedAt: Number(startedAt), name }
}

const wanted =
  /^(?:trace_id|request_id|request_time|timestamp_ms|execution_\w+|state|status|request_preview|response_preview):/

/** What cannot be read of it is not known; the trace itself is there and is counted. */
function readTrace(folder: string, name: string): TraceRow {
  const reader = { sourceId: '', storeFolder: '', report: () => undefined }
  const text = readQuietly(`${folder}/trace_info.yaml`)
  const map = parseYamlMap(topLevelLines(text, wanted))
  const info = map === null ? null : parseTraceInfo(map, name)
  const tags = readValues(`${folder}/tags`, reader)
  const metadata = (key: string) => readQuietly(`${folder}/request_metadata/${key}`)
  return {
    traceId: info?.traceId ?? name,
    name: filled(tags[traceNameTag]),
    state: info?.state ?? null,
    startedAt: info?.startedAt ?? null,
    durationMs: info?.durationMs ?? null,
    requestPreview: info?.requestPreview ?? previewOf(metadata(traceMetadataKeys.inputs)),
    responsePreview: info?.responsePreview ?? previewOf(metadata(traceMetadataKeys.outputs)),
    tags,
    runId: filled(metadata(traceMetadataKeys.run)),
    spanCount: spanCountOf(metadata(traceMetadataKeys.sizes)),
    assessmentCount: countAssessments(`${folder}/assessments`),
  }
}

function readQuietly(path: string): string {
  try {
    return readText(path) ?? ''
  } catch (thrown) {
    fileError(thrown, path)
    return ''
  }
}

/** Those that an edited one took the place of stay as files, marked `valid: false` (mlflow/entities/assessment.py). */
function countAssessments(folder: string): number {
  let count = 0
  for (const { name } of entriesOf(folder) ?? []) {
    if (!name.endsWith('.yaml')) continue
    const map = parseYamlMap(topLevelLines(readQuietly(`${folder}/${name}`), /^(?:valid|assessment_id):/))
    if (map !== null && textOf(map, 'valid')?.toLowerCase() !== 'false') count++
  }
  return count
}
