import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { parseReportJson } from '../../../../../main/sources/evidently/parse-report'
import { openSnapshotStore } from '../../../../../main/sources/evidently/sqlite-store'
import { parseTolerantJson } from '../../../../../main/sources/evidently/tolerant-json'
import { parseCsv } from '../../../../../main/sources/table/parse-csv'
import { readTable } from '../../../../../main/sources/table/read-table'
import { openDatabase, openReadonly } from '../../../../../main/store/sqlite-binding'
import { ok, type Result } from '../../../../../shared/result'
import { fuzzRuns } from '../../../../support/fuzz-runs'
import { withCpuTime, withCpuTimeOf } from '../../../../support/cpu-time'
import { byteEdits, edits, mutated, mutatedBytes } from '../../../../support/mutations'

const numRuns = fuzzRuns()
const slowestMs = 2_000

const fixtures = fileURLToPath(new URL('../../../../fixtures/evidently', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'evidently-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A value, or one sentence about what is wrong with the file. */
function expectNamed({ value, cpuMs }: { readonly value: Result<unknown>; readonly cpuMs: number }): void {
  expect(cpuMs).toBeLessThan(slowestMs)
  if (!value.ok) expect(value.error.message).toMatch(/^[A-Z\w].{8,250}\.$/s)
}

describe('changed at random, never throws and never stalls:', () => {
  it('tolerant JSON', () => {
    const text =
      '{"a": [NaN, -Infinity, 1.5e3, "x\\u00e9\\"", {"b": null, "-Infinity": Infinity}], "c": true}'
    const parse = (changed: string) => withCpuTime(() => parseTolerantJson(changed))
    fc.assert(
      fc.property(edits, (all) => expectNamed(parse(mutated(text, all)))),
      { numRuns },
    )
  })

  it('a dictionary of the toolkit', () => {
    const text = JSON.stringify({
      project_name: 'lora',
      monitoring_enabled: true,
      drift_report: {
        timestamp: '2026-11-23T09:17:12',
        dataset_drift: true,
        drift_share: 0.5,
        number_of_drifted_features: 1,
        total_features: 2,
        drifted_features: ['age'],
        drift_scores: { age: 0.3, income: 0.01 },
        metrics: { drift_share: 0.5 },
      },
      performance_metrics: { accuracy: 0.8, f1_score: 0.7, additional_metrics: { loss: 0.3 } },
      apple_silicon_error: 'no such sensor',
    })
    fc.assert(
      fc.property(edits, (all) => {
        expectNamed(withCpuTime(() => parseReportJson(mutated(text, all))))
      }),
      { numRuns },
    )
  })

  it('a CSV file', () => {
    const text = 'age;"city, of";ok\r\n41;"Oslo ""N""";true\r\n;Rome;false\n39.5;;True\nNaN;"Lima";\n'
    fc.assert(
      fc.property(edits, (all) => expectNamed(withCpuTime(() => parseCsv(mutated(text, all))))),
      { numRuns },
    )
  })

  it('a parquet file', async () => {
    const bytes = readFileSync(join(fixtures, 'types.parquet'))
    const path = join(folder, 'changed.parquet')
    await fc.assert(
      fc.asyncProperty(byteEdits, fc.constantFrom(1, 1, 1, 0.9, 0.5, 0.01), async (all, keep) => {
        writeFileSync(path, mutatedBytes(bytes, all, keep))
        expectNamed(await withCpuTimeOf(() => readTable(path)))
      }),
      { numRuns },
    )
  }, 300_000)

  it('a database of `evidently ui`', () => {
    const bytes = databaseBytes()
    const path = join(folder, 'changed.db')
    fc.assert(
      fc.property(byteEdits, fc.constantFrom(1, 1, 1, 0.9, 0.5, 0.01), (all, keep) => {
        writeFileSync(path, mutatedBytes(bytes, all, keep))
        expectNamed(withCpuTime(() => readAll(path)))
      }),
      { numRuns },
    )
  }, 300_000)
})

function readAll(path: string): Result<unknown> {
  const store = openSnapshotStore({ path, openReadonly, temporaryFolder: folder })
  if (!store.ok) return store
  try {
    const read = store.value.snapshots.map(({ snapshotId }) => store.value.read(snapshotId))
    return read.find((each) => !each.ok) ?? ok(read.length)
  } finally {
    store.value.close()
  }
}

function databaseBytes(): Uint8Array {
  const path = join(folder, 'whole.db')
  const database = openDatabase(path)
  database.pragma('journal_mode = delete')
  database.exec(`
    CREATE TABLE projects (id CHAR(32) PRIMARY KEY, name VARCHAR NOT NULL);
    CREATE TABLE snapshots (id CHAR(32) PRIMARY KEY, project_id CHAR(32), name VARCHAR, timestamp DATETIME,
      metadata_json JSON, tags JSON, blob_path VARCHAR, blob_size INTEGER);
    CREATE TABLE blobs (id VARCHAR PRIMARY KEY, data BLOB NOT NULL, size INTEGER);
    INSERT INTO projects VALUES ('${'a'.repeat(32)}', 'credit');`)
  const content = readFileSync(join(fixtures, 'legacy-0.6.7/drift.snap.json'))
  database.prepare('INSERT INTO blobs VALUES (?, ?, 0)').run('p/1.json', content)
  database
    .prepare(
      "INSERT INTO snapshots VALUES (?, ?, 'nightly', '2025-03-01 08:30:00', '{}', '[]', 'p/1.json', 0)",
    )
    .run('b'.repeat(32), 'a'.repeat(32))
  database.close()
  return readFileSync(path)
}
