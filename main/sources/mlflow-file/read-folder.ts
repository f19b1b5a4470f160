import type { AppError } from '../../../shared/result'
import type { Problem } from '../../../shared/model/source'
import { fileError } from '../file-error'
import type { PollRequest, SourceServices } from '../source'
import { parseYamlMap } from '../yaml'
import type { YamlMap } from '../yaml'
import { digestOf } from '../digest'
import type { FileStamp } from '../files'
import { readText } from '../files'
import { isUnsettled, liveAfterChangeMs, spreadLook } from './folder-node'
import type { FolderNode } from './folder-node'
import type { Pacer } from '../pacer'
import type { KeptPoints } from './kept-points'
import { claim, release } from './store-index'
import type { PendingBatch, StoreIndex } from './store-index'
import type { StoreReader } from './store-reader'

/** One poll. */
export interface Scan {
  readonly index: StoreIndex
  readonly sourceId: string
  readonly storeFolder: string
  readonly services: SourceServices
  readonly request: PollRequest
  readonly pacer: Pacer
  readonly kept: KeptPoints
  /** Folders whose meta.yaml was caught half-written: read once more at the end. Null during that second look. */
  halfWritten: (() => Promise<void>)[] | null
}

/** What reading a folder gave; null when its meta.yaml is not what it should be. */
export interface Reading {
  readonly ids: readonly string[]
  readonly entities: Partial<PendingBatch>
}
export type ReadMeta = (map: YamlMap, reader: StoreReader) => Promise<Reading | null> | Reading | null

/** MLflow rewrites a run's meta.yaml in place, so a reader may meet it empty; its own tries again after 100 ms. */
const recentlyWrittenMs = 5_000

/**
 * Reads a folder whose meta.yaml has this stamp, and puts what is new about it with what is handed over. What
 * cannot be read leaves the last good version standing.
 */
export async function readFolder(
  scan: Scan,
  node: FolderNode,
  stamp: FileStamp,
  read: ReadMeta,
): Promise<void> {
  const { index, services } = scan
  const now = services.now()
  const problems: Problem[] = []
  const path = `${node.path}/meta.yaml`
  const reader: StoreReader = {
    sourceId: scan.sourceId,
    storeFolder: scan.storeFolder,
    report: (location, error) => problems.push({ ...error, sourceId: scan.sourceId, location }),
  }
  let reading: Reading | null
  try {
    const text = readText(path)
    if (text === null) {
      release(index, node)
      return
    }
    const map = parseYamlMap(text)
    reading = map === null ? null : await read(map, reader)
  } catch (thrown) {
    noteFailure(scan, node, thrown)
    return
  }
  if (reading === null) {
    onUnreadable(scan, node, stamp, read)
    return
  }
  settle(index, node, stamp, now)
  const shadow = claim(index, node, reading.ids)
  if (shadow !== null) problems.push(toProblem(scan, path, copyError(node, shadow)))
  else handOver(index, node, reading, now)
  setProblems(scan, node, problems)
}

function onUnreadable(scan: Scan, node: FolderNode, stamp: FileStamp, read: ReadMeta): void {
  const isRecent = Math.abs(scan.services.now() - stamp.mtimeMs) < recentlyWrittenMs
  if (isRecent && scan.halfWritten !== null) {
    scan.halfWritten.push(() => readFolder(scan, node, stamp, read))
    return
  }
  node.meta = isRecent ? null : stamp
  if (isRecent && node.ids.length > 0) return
  const path = `${node.path}/meta.yaml`
  const message = `${path} is empty, damaged or not MLflow's; it is read again when it changes.`
  setProblems(scan, node, [toProblem(scan, path, { code: 'corrupt', message })])
}

function settle(index: StoreIndex, node: FolderNode, stamp: FileStamp, now: number): void {
  node.meta = isUnsettled(stamp.mtimeMs, now) ? null : stamp
  node.files = null
  node.lookedAt = spreadLook(node, now, index.looks++)
  node.readAt = now
}

function handOver(index: StoreIndex, node: FolderNode, reading: Reading, now: number): void {
  const digest = digestOf(reading.entities)
  if (digest === node.digest) return
  if (node.digest !== null) node.liveUntil = Math.max(node.liveUntil, now + liveAfterChangeMs)
  node.digest = digest
  index.pending.experiments.push(...(reading.entities.experiments ?? []))
  index.pending.runs.push(...(reading.entities.runs ?? []))
  index.pending.models.push(...(reading.entities.models ?? []))
}

/** Puts down that a folder could not be looked at; a thrown bug is thrown on. */
export function noteFailure(scan: Scan, node: FolderNode, thrown: unknown): void {
  node.meta = null
  setProblems(scan, node, [toProblem(scan, node.path, fileError(thrown, node.path))])
}

function copyError(node: FolderNode, id: string): AppError {
  return {
    code: 'corrupt',
    message: `${node.path} holds a copy of ${id}, which this store has already; it is left out.`,
  }
}

export function toProblem(scan: Scan, location: string, error: AppError): Problem {
  return { ...error, sourceId: scan.sourceId, location }
}

function setProblems(scan: Scan, node: FolderNode, problems: readonly Problem[]): void {
  if (problems.length > 0) scan.index.problems.set(node.path, problems)
  else scan.index.problems.delete(node.path)
}
