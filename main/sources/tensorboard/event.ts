import { MessageReader } from '../protobuf'
import { tensorScalar } from './tensor-scalar'

/** What is wanted of one Event (tensorflow/core/util/event.proto). */
export interface EventSink {
  /** A scalar; `plugin` is '' when this value does not say which dashboard it is for (only the first of a tag must). */
  value(tag: string, plugin: string, value: number | null): void
  /** A hyperparameter (tensorboard/plugins/hparams/plugin_data.proto). */
  hparam(key: string, value: string): void
  /** SessionLog.START: what was logged at this step or later before is void. */
  restart(): void
}

export interface EventHead {
  /** Epoch ms. */
  readonly wallTime: number
  readonly step: number
}

/** Time and step of an Event, which its writers put anywhere. Throws BrokenMessage. */
export function readHead(bytes: Buffer): EventHead {
  const event = new MessageReader(bytes)
  let wallTime = NaN
  let step = 0
  while (event.next()) {
    if (event.field === 1 && event.wire === 1) wallTime = event.double() * 1000
    else if (event.field === 2 && event.wire === 0) step = event.varint()
    else event.skip()
  }
  return { wallTime, step }
}

/** Hands over what an Event holds. Throws BrokenMessage. */
export function readEvent(bytes: Buffer, sink: EventSink): void {
  const event = new MessageReader(bytes)
  while (event.next()) {
    if (event.field === 5 && event.wire === 2) readSummary(event.message(), sink)
    else if (event.field === 7 && event.wire === 2) readSession(event.message(), sink)
    else event.skip()
  }
}

const sessionStart = 1

function readSession(session: MessageReader, sink: EventSink): void {
  while (session.next()) {
    if (session.field === 1 && session.wire === 0) {
      if (session.varint() === sessionStart) sink.restart()
    } else session.skip()
  }
}

function readSummary(summary: MessageReader, sink: EventSink): void {
  while (summary.next()) {
    if (summary.field === 1 && summary.wire === 2) readValue(summary.message(), sink)
    else summary.skip()
  }
}

function readValue(value: MessageReader, sink: EventSink): void {
  let tag = ''
  let plugin: Plugin = { name: '', content: null }
  let number: number | null = null
  while (value.next()) {
    const { field, wire } = value
    if (field === 1 && wire === 2) tag = value.text()
    else if (field === 2 && wire === 5) number = value.float()
    else if (field === 8 && wire === 2) number = tensorScalar(value.message())
    else if (field === 9 && wire === 2) plugin = readPlugin(value.message())
    else value.skip()
  }
  if (plugin.name === 'hparams') {
    if (plugin.content !== null) readHparams(plugin.content, sink)
  } else sink.value(tag, plugin.name, number)
}

interface Plugin {
  readonly name: string
  readonly content: MessageReader | null
}

function readPlugin(metadata: MessageReader): Plugin {
  let name = ''
  let content: MessageReader | null = null
  while (metadata.next()) {
    if (metadata.field !== 1 || metadata.wire !== 2) {
      metadata.skip()
      continue
    }
    const data = metadata.message()
    while (data.next()) {
      if (data.field === 1 && data.wire === 2) name = data.text()
      else if (data.field === 2 && data.wire === 2) content = data.message()
      else data.skip()
    }
  }
  return { name, content }
}

/** HParamsPluginData.session_start_info.hparams, a map from names to google.protobuf.Value. */
function readHparams(content: MessageReader, sink: EventSink): void {
  while (content.next()) {
    if (content.field !== 3 || content.wire !== 2) {
      content.skip()
      continue
    }
    const info = content.message()
    while (info.next()) {
      if (info.field === 1 && info.wire === 2) readHparam(info.message(), sink)
      else info.skip()
    }
  }
}

function readHparam(entry: MessageReader, sink: EventSink): void {
  let key = ''
  let value: string | null = null
  while (entry.next()) {
    if (entry.field === 1 && entry.wire === 2) key = entry.text()
    else if (entry.field === 2 && entry.wire === 2) value = protobufValue(entry.message())
    else entry.skip()
  }
  if (key !== '' && value !== null) sink.hparam(key, value)
}

/** A number, a text or a truth value; lists and structs, which no writer of hparams makes, are null. */
function protobufValue(value: MessageReader): string | null {
  let text: string | null = null
  while (value.next()) {
    if (value.field === 2 && value.wire === 1) text = String(value.double())
    else if (value.field === 3 && value.wire === 2) text = value.text()
    else if (value.field === 4 && value.wire === 0) text = value.varint() === 0 ? 'false' : 'true'
    else value.skip()
  }
  return text
}
