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
  /** The newest value of each key of a row. */
  const logged = new Map<string, string>()
  /** A summary comes before the row that it repeats; what no row repeats the user put there by hand. */
  const unlogged = new Map<string, string>()

  function tellUnlogged(): void {
    for (const { key, json } of withoutMedia(Array.from(unlogged, ([key, json]) => ({ key, json })))) {
      const value = parsePythonJson(json)
      const isLogged = logged.has(key)
      eachLeaf(key, value, (leaf, found) => {
        const number = jsonNumber(found)
        // The history of a key that was logged is what was logged.
        if (number !== null && !isLogged) sink.point(leaf, last.step, last.at, number)
        else if (found !== undefined) sink.tag(`summary.${leaf}`, jsonText(found))
      })
    }
    unlogged.clear()
  }

  /** The summary of a row's key repeats it, unless `define_metric` makes an object of all values: `{"min":4.7}`. */
  function settleSummary({ key, json }: Item): void {
    const summary = unlogged.get(key) ?? ''
    if (summary.startsWith('{') && !json.startsWith('{'))
      eachLeaf(key, parsePythonJson(summary), (leaf, found) => sink.tag(`summary.${leaf}`, jsonText(found)))
    unlogged.delete(key)
  }

  const taker: RecordTaker = {
    run: (run) => takeRun(run, sink),
    config: (items) => takeConfig(items, sink),
    history(items, step) {
      for (const item of items) {
        logged.set(item.key, item.json)
        settleSummary(item)
      }
      last = takeHistory(withoutMedia(items), step ?? rows, sink) ?? last
      rows++
      tellUnlogged()
    },
    summary(items) {
      for (const { key, json } of items) {
        if (own.test(key) || key === '' || logged.get(key) === json) continue
        unlogged.set(key, json)
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
    eachLeaf(key, parsePythonJson(json), (leaf, found) => {
      const number = jsonNumber(found)
      if (number !== null) sink.point(leaf, step, at, number)
    })
  }
  return { step, at }
}

/** Nested metrics are objects to older writers. So are media, which have a `_type`. */
function eachLeaf(key: string, value: unknown, take: (leaf: string, value: unknown) => void): void {
  if (!isJsonObject(value)) take(key, value)
  else if (!('_type' in value)) flatten(value, take, `${key}/`)
}

const mediaType = '/_type'

/** Newer writers take objects apart: the size and height of an image are no metrics. */
function withoutMedia(items: readonly Item[]): readonly Item[] {
  const roots = items.flatMap(({ key }) =>
    key.endsWith(mediaType) ? [key.slice(0, -mediaType.length + 1)] : [],
  )
  return roots.length === 0 ? items : items.filter(({ key }) => !roots.some((root) => key.startsWith(root)))
}
