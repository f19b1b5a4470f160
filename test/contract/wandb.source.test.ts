import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { createWandbSource } from '../../main/sources/wandb/source'
import { endTag } from '../../main/sources/run-logs/run-of'
import { toJson } from '../../shared/json'
import { logStore } from '../support/formats/log-store'
import { bytesField, message, numberField } from '../support/formats/protobuf-writer'
import { reduceToLogs } from '../support/formats/reduce'
import type { GoldenPoint, GoldenStore } from './golden-store'
import { sourceSuite, type StoreUnderTest } from './source.suite'

const blockBytes = 32_768
/** Bytes written to each file: where a block ends decides how a record is cut. */
const written = new Map<string, number>()

function write(path: string, records: readonly Buffer[]): void {
  let at = written.get(path) ?? 0
  const parts: Buffer[] = []
  const put = (bytes: Buffer) => {
    parts.push(bytes)
    at += bytes.length
  }
  if (at === 0) put(Buffer.from(':W&B\u00e1\u00be\0', 'latin1'))
  for (const record of records) {
    let rest = record
    let isFirst = true
    do {
      if (blockBytes - (at % blockBytes) < 7) put(Buffer.alloc(blockBytes - (at % blockBytes)))
      const piece = rest.subarray(0, blockBytes - (at % blockBytes) - 7)
      rest = rest.subarray(piece.length)
      const type = isFirst ? (rest.length === 0 ? 1 : 2) : rest.length === 0 ? 4 : 3
      const head = Buffer.alloc(7)
      head.writeUInt8(type, 6)
      head.writeUInt32LE(crc32(Buffer.concat([head.subarray(6), piece])), 0)
      head.writeUInt16LE(piece.length, 4)
      put(Buffer.concat([head, piece]))
      isFirst = false
    } while (rest.length > 0)
  }
  if (written.has(path)) appendFileSync(path, Buffer.concat(parts))
  else writeFileSync(path, Buffer.concat(parts))
  written.set(path, at)
}

function item(key: string, value: unknown): Buffer {
  const json = typeof value === 'number' ? toJson(value).replaceAll('"', '') : JSON.stringify(value)
  return bytesField(1, message(bytesField(1, key), bytesField(16, json)))
}

function historyRecord({ key, step, value, timestamp }: GoldenPoint): Buffer {
  const items = [item('_step', step), item('_timestamp', timestamp / 1000), item(key, value)]
  return bytesField(2, message(...items))
}

function runRecord(runId: string, params: Readonly<Record<string, string>>): Buffer {
  const config = message(...Object.entries(params).map(([key, value]) => item(key, value)))
  return bytesField(17, message(bytesField(3, 'mnist'), bytesField(4, config), bytesField(8, runId)))
}

function exitRecord(code: number): Buffer {
  return bytesField(18, numberField(1, code))
}

const folderOf = (runId: string) => `offline-run-20261125_100000-${runId}`
const fileOf = (location: string, runId: string) => join(location, folderOf(runId), `run-${runId}.wandb`)

function make(golden: GoldenStore): Promise<StoreUnderTest> {
  return logStore({
    kind: 'wandb',
    folder: 'work/wandb',
    write(location) {
      for (const { runId, points, params, status, tags } of golden.runs) {
        mkdirSync(join(location, folderOf(runId)))
        const goesOn = status === 'RUNNING' || endTag in tags
        const end = goesOn ? [] : [exitRecord(status === 'FINISHED' ? 0 : 1)]
        write(fileOf(location, runId), [runRecord(runId, params), ...points.map(historyRecord), ...end])
      }
    },
    create: createWandbSource,
    append: (location, runId, points) => write(fileOf(location, runId), points.map(historyRecord)),
    finish: (location, runId, status) =>
      write(fileOf(location, runId), [exitRecord(status === 'FINISHED' ? 0 : 1)]),
    purge: (location, runId) => rmSync(join(location, folderOf(runId)), { recursive: true }),
  })
}
sourceSuite('wandb', make, {
  reduce(golden) {
    const held = { experimentId: 'mnist', experimentName: 'mnist', hasParams: true }
    const reduced = reduceToLogs(golden, held)
    const runs = reduced.runs.map((run, at) => {
      const status = golden.runs[at]?.status
      if (status === 'RUNNING' || status === 'SCHEDULED') return run
      return { ...run, status: status === 'FINISHED' ? status : ('FAILED' as const), tags: {} }
    })
    return { ...reduced, runs }
  },
  looseRunFields: ['endTime', 'artifactUri', 'parentRunId'],
  looseExperimentFields: ['artifactLocation'],
  hasEndTime: false,
})
