import { fileError } from '../file-error'
import { readStamped, stampOf, type FileStamp } from '../files'
import { parseYamlMap } from '../yaml'
import { topLevelLines } from './top-level-lines'
import { instantOf, parseTraceInfo } from './trace-info'

/** Stands for the start of a trace that does not tell it: such traces come last. */
export const startUnknown = -1

const times = /^(?:request_time|timestamp_ms|trace_id|request_id):/

export interface TraceStart {
  /** Epoch ms. */
  readonly startedAt: number
  /** Of the file that says so. */
  readonly stamp: FileStamp
}

/** By a trace_info.yaml; null without one. A bug is thrown on; what cannot be read is not known. */
export function readTraceStart(path: string): TraceStart | null {
  try {
    const read = readStamped(path)
    return read === null ? null : { startedAt: traceStartIn(read.text), stamp: read.stamp }
  } catch (thrown) {
    fileError(thrown, path)
    const stamp = stampOf(path)
    return stamp === null ? null : { startedAt: startUnknown, stamp }
  }
}

export function traceStartIn(text: string): number {
  const plain = plainStartIn(text)
  if (plain !== null) return plain
  const map = parseYamlMap(topLevelLines(text, times))
  return (map === null ? null : parseTraceInfo(map, '')?.startedAt) ?? startUnknown
}

const lineOfTimes = /^(request_time|timestamp_ms|trace_id|request_id):(.*)$(?!\n[\s])/gm

/**
 * As MLflow itself writes it, which is so in all files of a store but damaged ones, and takes a fraction of the time.
 * Null where anything about these lines is not as usual.
 */
function plainStartIn(text: string): number | null {
  let start: number | null = null
  let [ids, starts] = [0, 0]
  for (const [, key, value = ''] of text.matchAll(lineOfTimes)) {
    if (key === 'trace_id' || key === 'request_id') {
      if (!/^ [\w-]+$/.test(value) || /null$/i.test(value)) return null
      ids += 1
      continue
    }
    starts += 1
    if (key === 'request_time') start = instantOf(/^ '([^']+)'$/.exec(value)?.[1] ?? null)
    else start = /^ [1-9]\d{0,14}$/.test(value) ? Number(value) : null
  }
  return ids === 1 && starts === 1 ? start : null
}
