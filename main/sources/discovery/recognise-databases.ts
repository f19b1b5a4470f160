import type { SourceKind } from '../../../shared/model/source'
import { headBytesOf } from './head-of'

/** SQLite keeps the text of its schema in the first pages. */
const [evidentlyHeadBytes, trackioHeadBytes] = [1024 * 1024, 256 * 1024]

/** The source that an SQLite database is, by the tables in it; MLflow's are many, and it is told by its own reader. */
export function databaseKindOf(path: string): SourceKind {
  const head = headBytesOf(path, evidentlyHeadBytes)
  if (holdsEvidentlyTables(head)) return 'evidently'
  return holdsTrackioTable(head.subarray(0, trackioHeadBytes)) ? 'trackio' : 'mlflow-sqlite'
}

/** A database of MLflow has no table `snapshots`. */
export function isEvidentlyDatabase(path: string): boolean {
  return holdsEvidentlyTables(headBytesOf(path, evidentlyHeadBytes))
}

/**
 * A project of Trackio. Its own lock beside it tells it without a look, but a copy has none; that a metric's whole step
 * is in one column `metrics` tells it from every other table of that name.
 */
export function isTrackioDatabase(path: string): boolean {
  return holdsTrackioTable(headBytesOf(path, trackioHeadBytes))
}

function holdsEvidentlyTables(head: Buffer): boolean {
  const tables = [/CREATE TABLE "?snapshots"?\s*\(/, /CREATE TABLE "?blobs"?\s*\(/]
  return holdsAll(head, ['snapshots', 'blobs'], tables)
}

function holdsTrackioTable(head: Buffer): boolean {
  const table = /CREATE TABLE (?:IF NOT EXISTS )?"?metrics"?\s*\([^)]*\brun_name TEXT[^)]*\bmetrics TEXT/
  return holdsAll(head, ['run_name TEXT'], [table])
}

/** Words are looked for in the bytes first: to make a text of a megabyte of somebody's data takes ten times as long. */
function holdsAll(head: Buffer, words: readonly string[], marks: readonly RegExp[]): boolean {
  if (!words.every((word) => head.includes(word))) return false
  const text = head.toString('latin1')
  return marks.every((mark) => mark.test(text))
}
