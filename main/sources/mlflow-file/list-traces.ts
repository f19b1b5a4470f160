import {
  previewOf,
  spanCountOf,
  traceMetadataKeys,
  traceNameTag,
  type TracePage,
  type TraceRow,
} from '../../../shared/model/trace'
import { fileError } from '../file-error'
import { entriesOf, isFolder, isSameStamp, readText, stampOf } from '../files'
import type { FileStamp } from '../files'
import type { Pacer } from '../pacer'
import { parseYamlMap, textOf } from '../yaml'
import { readValues } from './store-reader'
import { filled } from './run-meta'
import { topLevelLines } from './top-level-lines'
import { parseTraceInfo } from './trace-info'

/** When the traces of one experiment began: their files say so, and nothing else orders them. */
export interface TraceShelf {
  /** `folder` is the experiment's `traces`. Throws errors of the file system. */
  page(
    folder: string,
    window: { readonly after: string | null; readonly limit: number },
    pacer: Pacer,
  ): Promise<TracePage>
}

interface Place {
  readonly name: string
  readonly stamp: FileStamp
  /** Epoch ms; -1 sorts what does not say last. */
  readonly startedAt: number
}

export function createTraceShelf(): TraceShelf {
  /** Of the experiment asked for last: 10 000 traces take 0.4 s to order at first, and 40 ms when nothing changed. */
  let known = { folder: '', places: new Map<string, Place>() }

  async function order(folder: string, pacer: Pacer): Promise<readonly Place[]> {
    const before = known.folder === folder ? known.places : new Map<string, Place>()
    const places = new Map<string, Place>()
    for (const entry of entriesOf(folder) ?? []) {
      if (!isFolder(folder, entry)) continue
      const { name } = entry
      const stamp = stampOf(`${folder}/${name}/trace_info.yaml`)
      if (stamp === null) continue
      const held = before.get(name)
      const isKnown = held !== undefined && isSameStamp(held.stamp, stamp)
      places.set(name, isKnown ? held : { name, stamp, startedAt: startOf(folder, name) })
      if (pacer.isDue()) await pacer.rest()
    }
    known = { folder, places }
    return [...places.values()].sort(newestFirst)
  }

  return {
    async page(folder, { after, limit }, pacer) {
      const all = await order(folder, pacer)
      const last = placeOf(after)
      const from = last === null ? 0 : all.findIndex((place) => newestFirst(place, last) > 0)
      const shown = from < 0 ? [] : all.slice(from, from + limit)
      const rows: TraceRow[] = []
      for (const { name } of shown) {
        rows.push(readTrace(`${folder}/${name}`, name))
        if (pacer.isDue()) await pacer.rest()
      }
      const end = shown.at(-1)
      const hasMore = from >= 0 && from + limit < all.length
      return { rows, next: hasMore && end !== undefined ? `${end.startedAt} ${end.name}` : null }
    },
  }
}

type Mark = Pick<Place, 'startedAt' | 'name'>

function newestFirst(a: Mark, b: Mark): number {
  return b.startedAt - a.startedAt || (a.name < b.name ? 1 : a.name > b.name ? -1 : 0)
}

/** Null for what is no place: the first page then. */
function placeOf(after: string | null): Mark | null {
  const [, startedAt, name] = /^(-?\d+(?:\.\d+)?) (.+)$/s.exec(after ?? '') ?? []
  return name === undefined ? null : { startedAt: Number(startedAt), name }
}

const times = /^(?:request_time|timestamp_ms|trace_id|request_id):/

function startOf(folder: string, name: string): number {
  try {
    const map = parseYamlMap(topLevelLines(readText(`${folder}/${name}/trace_info.yaml`) ?? '', times))
    return (map === null ? null : parseTraceInfo(map, name)?.startedAt) ?? -1
  } catch (thrown) {
    // Not readable, or too large: it keeps its place among those that do not say. A bug is thrown on.
    fileError(thrown, folder)
    return -1
  }
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
