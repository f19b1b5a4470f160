import { MessageReader } from '../protobuf'

/** What is wanted of one Record (wandb/proto/wandb_internal.proto). */
export interface RecordTaker {
  run(run: RunFields): void
  config(items: readonly Item[]): void
  history(items: readonly Item[], step: number | null): void
  summary(items: readonly Item[]): void
  exit(code: number): void
}

/** `json` is Python's JSON, with bare NaN and Infinity. */
export interface Item {
  readonly key: string
  readonly json: string
}

export interface RunFields {
  readonly runId: string
  readonly project: string
  readonly group: string
  readonly jobType: string
  readonly name: string
  readonly notes: string
  readonly tags: readonly string[]
  readonly host: string
  /** Epoch ms. */
  readonly startTime: number | null
  readonly config: readonly Item[]
}

/** Hands over what a record holds. Throws BrokenMessage. */
export function readRecord(bytes: Buffer, taker: RecordTaker): void {
  const record = new MessageReader(bytes)
  while (record.next()) {
    const { field, wire } = record
    if (wire !== 2) record.skip()
    else if (field === 2) readHistory(record.message(), taker)
    else if (field === 3) taker.summary(readItems(record.message()))
    else if (field === 5) taker.config(readItems(record.message()))
    else if (field === 17) taker.run(readRun(record.message()))
    else if (field === 18) taker.exit(readExit(record.message()))
    else record.skip()
  }
}

function readHistory(history: MessageReader, taker: RecordTaker): void {
  const items: Item[] = []
  let step: number | null = null
  while (history.next()) {
    if (history.field === 1 && history.wire === 2) items.push(readItem(history.message()))
    else if (history.field === 2 && history.wire === 2) step = readNumber(history.message())
    else history.skip()
  }
  taker.history(items, step)
}

/** HistoryStep.num and the like; a zero is not written. */
function readNumber(message: MessageReader): number {
  let number = 0
  while (message.next()) {
    if (message.field === 1 && message.wire === 0) number = message.varint()
    else message.skip()
  }
  return number
}

/** `update` of ConfigRecord and SummaryRecord. */
function readItems(message: MessageReader): Item[] {
  const items: Item[] = []
  while (message.next()) {
    if (message.field === 1 && message.wire === 2) items.push(readItem(message.message()))
    else message.skip()
  }
  return items
}

/** HistoryItem, SummaryItem, ConfigItem: a key, or the parts of a nested one, and JSON. */
function readItem(item: MessageReader): Item {
  let key = ''
  let json = ''
  const parts: string[] = []
  while (item.next()) {
    if (item.wire !== 2) item.skip()
    else if (item.field === 1) key = item.text()
    else if (item.field === 2) parts.push(item.text())
    else if (item.field === 16) json = item.text()
    else item.skip()
  }
  return { key: parts.length > 0 ? parts.join('/') : key, json }
}

function readRun(run: MessageReader): RunFields {
  const texts = new Map<number, string>()
  const tags: string[] = []
  let config: Item[] = []
  let startTime: number | null = null
  while (run.next()) {
    const { field, wire } = run
    if (wire !== 2) run.skip()
    else if (field === 4) config = readItems(run.message())
    else if (field === 10) tags.push(run.text())
    else if (field === 17) startTime = readTimestamp(run.message())
    else if (textFields.has(field)) texts.set(field, run.text())
    else run.skip()
  }
  const text = (field: number) => texts.get(field) ?? ''
  return {
    ...{ runId: text(1), project: text(3), group: text(6), jobType: text(7), name: text(8), notes: text(9) },
    ...{ host: text(13), tags, startTime, config },
  }
}

const textFields: ReadonlySet<number> = new Set([1, 3, 6, 7, 8, 9, 13])

/** google.protobuf.Timestamp as epoch ms. */
function readTimestamp(time: MessageReader): number {
  let seconds = 0
  let nanos = 0
  while (time.next()) {
    if (time.field === 1 && time.wire === 0) seconds = time.varint()
    else if (time.field === 2 && time.wire === 0) nanos = time.varint()
    else time.skip()
  }
  return seconds * 1000 + nanos / 1e6
}

function readExit(exit: MessageReader): number {
  return readNumber(exit)
}
