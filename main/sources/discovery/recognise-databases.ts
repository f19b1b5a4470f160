import type { SourceKind } from '../../../shared/model/source'
import { headOf } from './head-of'

/** The source that an SQLite database is, by the tables in it; MLflow's are many, and it is told by its own reader. */
export function databaseKindOf(path: string): SourceKind {
  if (isEvidentlyDatabase(path)) return 'evidently'
  return isTrackioDatabase(path) ? 'trackio' : 'mlflow-sqlite'
}

/** SQLite keeps the text of its schema in the first pages; a database of MLflow has no table `snapshots`. */
export function isEvidentlyDatabase(path: string): boolean {
  const head = headOf(path, 1024 * 1024)
  return /CREATE TABLE "?snapshots"?\s*\(/.test(head) && /CREATE TABLE "?blobs"?\s*\(/.test(head)
}

/**
 * A project of Trackio. Its own lock beside it tells it without a look, but a copy has none; that a metric's whole step
 * is in one column `metrics` tells it from every other table of that name.
 */
export function isTrackioDatabase(path: string): boolean {
  return /CREATE TABLE (?:IF NOT EXISTS )?"?metrics"?\s*\([^)]*\brun_name TEXT[^)]*\bmetrics TEXT/.test(
    headOf(path, 256 * 1024),
  )
}
