import type { Migration } from '../migrate'

/**
 * Monitoring reports. `change` rises with every report that is new or was written anew and is never used twice, so
 * that whoever remembers the last one misses none. `outline` holds what a project's status is made of, `record` the
 * report without distributions, which are large and shown one report at a time; the largest columns come last,
 * because SQLite reads a row no further than it must.
 */
export const reportsMigration: Migration = {
  version: 50,
  name: 'reports',
  sql: `
    CREATE TABLE report (
      change INTEGER PRIMARY KEY AUTOINCREMENT,
      source_id TEXT NOT NULL,
      report_id TEXT NOT NULL,
      generation INTEGER NOT NULL,
      project TEXT,
      stated_project TEXT,
      file TEXT NOT NULL,
      family TEXT NOT NULL,
      format TEXT NOT NULL,
      kind TEXT NOT NULL,
      title TEXT,
      version TEXT,
      created_at INTEGER,
      time_is_from TEXT,
      series_key TEXT NOT NULL,
      dataset_drift INTEGER,
      drift_share REAL,
      drift_share_threshold REAL,
      drifted_feature_count INTEGER,
      feature_count INTEGER,
      passed_tests INTEGER NOT NULL,
      warned_tests INTEGER NOT NULL,
      failed_tests INTEGER NOT NULL,
      error_tests INTEGER NOT NULL,
      skipped_tests INTEGER NOT NULL,
      problem_count INTEGER NOT NULL,
      search TEXT NOT NULL,
      outline TEXT NOT NULL,
      record TEXT NOT NULL,
      distributions TEXT NOT NULL,
      UNIQUE (source_id, report_id)
    ) STRICT;
    CREATE INDEX report_by_project ON report (project, created_at DESC);
    CREATE INDEX report_by_time ON report (created_at DESC);
    CREATE INDEX report_by_generation ON report (source_id, generation);
  `,
}
