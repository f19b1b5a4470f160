import type { SqliteDatabase } from '../sqlite-binding'
import type { WholeTexts } from './fill-comparison'

/** Texts that the index does not hold, or not to their end, are in the database. */
export function createWholeTexts(database: SqliteDatabase): WholeTexts {
  const valuesIn = (column: 'params' | 'tags') =>
    database.prepare(
      `SELECT run.row, (SELECT value FROM json_each(run.${column}) WHERE key = ?) AS text FROM run
       WHERE run.row IN (SELECT value FROM json_each(?))`,
    )
  const values = { params: valuesIn('params'), tags: valuesIn('tags') }
  const uris = database.prepare(
    `SELECT row, artifact_uri AS text FROM run
     WHERE artifact_uri IS NOT NULL AND row IN (SELECT value FROM json_each(?))`,
  )
  return {
    valuesOf: (kind, key, rows) => textsByRow(values[kind].all(key, JSON.stringify(rows)) as TextOfRow[]),
    artifactUris: (rows) => textsByRow(uris.all(JSON.stringify(rows)) as TextOfRow[]),
  }
}

interface TextOfRow {
  readonly row: number
  readonly text: string | null
}

function textsByRow(found: readonly TextOfRow[]): ReadonlyMap<number, string> {
  const texts = new Map<number, string>()
  for (const { row, text } of found) if (text !== null) texts.set(row, text)
  return texts
}
