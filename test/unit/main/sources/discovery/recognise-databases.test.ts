import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import {
  databaseKindOf,
  isEvidentlyDatabase,
  isTrackioDatabase,
} from '../../../../../main/sources/discovery/recognise-databases'
import { openDatabase } from '../../../../../main/store/sqlite-binding'
import { createMlflowDatabase } from '../../../../support/mlflow-sqlite-builder'

const folder = mkdtempSync(join(tmpdir(), 'databases-'))
afterAll(() => rmSync(folder, { recursive: true }))

let made = 0
function databaseOf(...statements: readonly string[]): string {
  const path = join(folder, `${made++}.db`)
  const database = openDatabase(path)
  for (const sql of statements) database.exec(sql)
  database.close()
  return path
}

const snapshots = 'CREATE TABLE snapshots (id CHAR(32) NOT NULL)'
const blobs = 'CREATE TABLE "blobs" (id TEXT)'
const metrics =
  'CREATE TABLE IF NOT EXISTS metrics (id INTEGER, run_name TEXT NOT NULL, metrics TEXT NOT NULL)'

it.each([
  ['evidently', databaseOf(snapshots, blobs)],
  ['trackio', databaseOf(metrics)],
  ['mlflow-sqlite', databaseOf(snapshots)],
  ['mlflow-sqlite', databaseOf('CREATE TABLE metrics (key TEXT, run_uuid TEXT, value FLOAT)')],
  // Words of a table that are only somebody's text.
  [
    'mlflow-sqlite',
    databaseOf('CREATE TABLE t (x)', `INSERT INTO t VALUES ('snapshots, blobs, run_name TEXT')`),
  ],
])('knows a database of %s by its tables', (kind, path) => {
  expect(databaseKindOf(path)).toBe(kind)
  expect([isEvidentlyDatabase(path), isTrackioDatabase(path)]).toEqual([
    kind === 'evidently',
    kind === 'trackio',
  ])
})

it('takes a database of MLflow, and what cannot be read, for MLflow’s', () => {
  const path = join(folder, 'mlflow.db')
  createMlflowDatabase(path).close()
  expect(databaseKindOf(path)).toBe('mlflow-sqlite')
  expect(databaseKindOf(join(folder, 'nothing.db'))).toBe('mlflow-sqlite')
  writeFileSync(join(folder, 'short.db'), 'SQLite')
  expect(databaseKindOf(join(folder, 'short.db'))).toBe('mlflow-sqlite')
})
