import type { AppError } from '../../../shared/result'
import { BrokenMessage } from '../protobuf'
import type { LogDecoder, RunSink } from '../run-logs/log-format'
import { flatten, isJsonObject, jsonNumber, jsonText, parsePythonJson } from '../run-logs/python-json'
import { LevelLog } from './leveldb-log'
import { readRecord, type Item, type RecordTaker, type RunFields } from './record'

/** Keys of W&B's own: when a row was logged, and what it knows of itself. */
const own = /^_(?:step|timestamp|runtime|wandb)(?:\/|$)/

/** A .wandb file from its beginning: history as points, config as params, the end of the run from its exit record. */
export function createWandbDecoder(path: string, sink: RunSink): LogDecoder {
  const log = new LevelLog()
  let fault: AppError | null = null
  let rows = 0
  let last = { step: 0, at: NaN }
  const logged = new Set<string>()
  /** A summary comes before the row that it repeats; what no row repeats the user put there by hand. */
  const unlogged = new Map<string, unknown>()

  function tellUnlogged(): void {
    for (const [key, value] of unlogged) {
      const number = jsonNumber(value)
      if (number !== null) sink.point(key, last.step, last.at, number)
      else if (!isJsonObject(value)) sink.tag(`summary.${key}`, jsonText(value))
    }
    unlogged.clear()
  }

  const taker: RecordTaker = {
    run: (run) => takeRun(run, sink),
    config: (items) => takeConfig(items, sink),
    history(items, step) {
      for (const { key } of items) {
        logged.add(key)
        unlogged.delete(key)
      }
      last = takeHistory(items, step ?? rows, sink) ?? last
      rows++
      tellUnlogged()
    },
    summary(items) {
      for (const { key, json } of items) {
        if (own.test(key) || key === '' || logged.has(key)) continue
        const value = parsePythonJson(json)
        if (value !== undefined) unlogged.set(key, value)
      }
    },
    exit(code) {
      tellUnlogged()
      sink.mark({ status: code === 0 ? 'FINISHED' : 'FAILED' })
    },
  }
  const records = {
    record(bytes: Buffer) {
      try {
        readRecord(bytes, taker)
      } catch (thrown) {
        if (!(thrown instanceof BrokenMessage)) throw thrown
        sink.malformed()
      }
    },
    damaged: () => sink.malformed(),
  }
  return {
    read(bytes) {
      const taken = log.read(bytes, records)
      fault = log.isForeign
        ? {
            code: 'corrupt',
            message: `${path} is not a run file of W&B, or its beginning is damaged; it is left out.`,
          }
        : null
      return taken
    },
    get fault() {
      return fault
    },
  }
}

function takeRun(run: RunFields, sink: RunSink): void {
  sink.mark({
    ...(run.name !== '' && { name: run.name }),
    ...(run.project !== '' && { experimentName: run.project }),
    ...(run.startTime !== null && { startTime: run.startTime }),
  })
  if (run.group !== '') sink.tag('wandb.group', run.group)
  if (run.jobType !== '') sink.tag('wandb.job_type', run.jobType)
  if (run.notes !== '') sink.tag('mlflow.note.content', run.notes)
  if (run.tags.length > 0) sink.tag('wandb.tags', run.tags.join(', '))
  takeConfig(run.config, sink)
}

function takeConfig(items: readonly Item[], sink: RunSink): void {
  for (const { key, json } of items) {
    if (key === '' || key.startsWith('_wandb')) continue
    const value = parsePythonJson(json)
    if (isJsonObject(value)) flatten(value, (leaf, found) => sink.param(leaf, jsonText(found)), `${key}/`)
    else if (value !== undefined) sink.param(key, jsonText(value))
  }
}

/** Gives when the row was logged; null when it has no step. */
function takeHistory(
  items: readonly Item[],
  recordedStep: number,
  sink: RunSink,
): { step: number; at: number } | null {
  const valueOf = (key: string) => {
    const item = items.find((one) => one.key === key)
    return item === undefined ? null : jsonNumber(parsePythonJson(item.json))
  }
  const step = valueOf('_step') ?? recordedStep
  const seconds = valueOf('_timestamp')
  const at = seconds === null ? NaN : seconds * 1000
  if (!Number.isFinite(step)) {
    sink.malformed()
    return null
  }
  for (const { key, json } of items) {
    if (own.test(key) || key === '') continue
    const value = parsePythonJson(json)
    const number = jsonNumber(value)
    if (number !== null) sink.point(key, step, at, number)
    // Media are objects with a `_type`; other objects are nested metrics of an older writer.
    else if (isJsonObject(value) && !('_type' in value)) {
      flatten(
        value,
        (leaf, found) => {
          const nested = jsonNumber(found)
          if (nested !== null) sink.point(leaf, step, at, nested)
        },
        `${key}/`,
      )
    }
  }
  return { step, at }
}
