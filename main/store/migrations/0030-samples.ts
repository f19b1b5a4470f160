import type { Migration } from '../migrate'

/**
 * Hardware history in three tiers. Raw rows are wide (all metrics of one moment, float32 by metric id), since they are
 * written together once a second. Older tiers are packed per metric: a chunk holds min, mean and max of 60 minutes or
 * of 96 quarters of an hour, so that a month of one metric is 720 small rows. NaN stands for "not known": gaps stay gaps.
 */
export const samplesMigration: Migration = {
  version: 30,
  name: 'samples',
  sql: `
    CREATE TABLE sample_metric (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE sample_raw (taken_at INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
    CREATE TABLE sample_chunk (
      tier INTEGER NOT NULL,
      metric_id INTEGER NOT NULL,
      starts_at INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (tier, metric_id, starts_at)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sample_chunk_by_age ON sample_chunk (tier, starts_at);
  `,
}
