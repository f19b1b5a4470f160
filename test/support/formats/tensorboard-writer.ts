import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { maskedCrc } from '../../../main/sources/tensorboard/tf-record'
import type { GoldenPoint, GoldenStore } from '../../contract/golden-store'
import { bytesField, doubleField, message, numberField } from './protobuf-writer'

/** Event files with scalars as tensors of one double, as TensorFlow 2 writes a float64. */
export function eventRecord(event: Buffer): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt32LE(event.length, 0)
  head.writeUInt32LE(maskedCrc(head, 0, 8), 8)
  const foot = Buffer.alloc(4)
  foot.writeUInt32LE(maskedCrc(event, 0, event.length), 0)
  return Buffer.concat([head, event, foot])
}

export function scalarEvent({ key, value, step, timestamp }: GoldenPoint): Buffer {
  const doubleType = 2
  const tensor = message(numberField(1, doubleType), bytesField(2, Buffer.alloc(0)), doubleField(6, value))
  const metadata = bytesField(1, bytesField(1, 'scalars'))
  const summary = bytesField(1, message(bytesField(1, key), bytesField(9, metadata), bytesField(8, tensor)))
  return message(doubleField(1, timestamp / 1000), numberField(2, step), bytesField(5, summary))
}

export function hparamsEvent(params: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(params).map(([key, value]) =>
    bytesField(1, message(bytesField(1, key), bytesField(2, bytesField(3, value)))),
  )
  const content = bytesField(3, message(...entries))
  const metadata = bytesField(1, message(bytesField(1, 'hparams'), bytesField(2, content)))
  const summary = bytesField(
    1,
    message(bytesField(1, '_hparams_/session_start_info'), bytesField(9, metadata)),
  )
  return message(doubleField(1, 1), bytesField(5, summary))
}

const fileName = 'events.out.tfevents.1795425432.studio.local.1.0'

export function writeEvents(location: string, golden: GoldenStore): void {
  for (const { runId, points, params } of golden.runs) {
    mkdirSync(join(location, runId), { recursive: true })
    const version = message(doubleField(1, 1), bytesField(3, 'brain.Event:2'))
    const events = [version, hparamsEvent(params), ...points.map(scalarEvent)]
    appendFileSync(join(location, runId, fileName), Buffer.concat(events.map(eventRecord)))
  }
}

export function appendEvents(location: string, runId: string, points: readonly GoldenPoint[]): void {
  appendFileSync(
    join(location, runId, fileName),
    Buffer.concat(points.map((point) => eventRecord(scalarEvent(point)))),
  )
}

export function removeRun(location: string, runId: string): void {
  rmSync(join(location, runId), { recursive: true })
}
