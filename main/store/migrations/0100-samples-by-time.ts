import type { Migration } from '../migrate'

/**
 * Chunks in order of time. By metric, each hour's rows came into the middle of the tree and left its pages half
 * empty: a month took 101 MB; at the end they fill them. The first columns also serve pruning, without an index.
 */
export const samplesByTimeMigration: Migration = {
  version: 100,
  name: 'samples-by-time',
  sql: `
    CREATE TABLE sample_chunk_by_time (
      tier INTEGER NOT NULL,
      starts_at INTEGER NOT NULL,
      metric_id INTEGER NOT NULL,
      data BLOB NOT NULL,
      PRIMARY KEY (tier, starts_at, metric_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO sample_chunk_by_time (tier, starts_at, metric_id, data)
      SELECT tier, starts_at, metric_id, data FROM sample_chunk ORDER BY tier, starts_at, metric_id;
    DROP TABLE sample_chunk;
    ALTER TABLE sample_chunk_by_time RENAME TO sample_chunk;
  `,
}
