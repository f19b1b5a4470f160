import type { Migration } from '../migrate'

/** What the headers of models' files said: kept apart from `model`, whose rows a source replaces whole. */
export const modelFactsMigration: Migration = {
  version: 70,
  name: 'model facts',
  sql: `
    CREATE TABLE model_facts (
      source_id TEXT NOT NULL,
      model_id TEXT NOT NULL,
      bytes INTEGER,
      parameter_count INTEGER,
      format TEXT,
      precision TEXT,
      PRIMARY KEY (source_id, model_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX model_by_run ON model (source_id, record ->> '$.runId');
  `,
}
