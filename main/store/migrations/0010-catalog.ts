import type { Migration } from '../migrate'

/**
 * What was last seen in every source. Rows are a copy that can be thrown away: the truth is in the users' stores.
 * JSON columns hold whole records, because a run is shown whole; what is filtered or sorted by has its own column.
 */
export const catalogMigration: Migration = {
  version: 10,
  name: 'catalog',
  sql: `
    CREATE TABLE source (
      source_id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      location TEXT NOT NULL,
      root TEXT NOT NULL,
      last_good_at INTEGER,
      message TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE project (
      source_id TEXT NOT NULL,
      path TEXT NOT NULL,
      name TEXT NOT NULL,
      metadata TEXT NOT NULL,
      created_at INTEGER,
      updated_at INTEGER,
      experiment_id TEXT,
      tracking_uri TEXT,
      problem TEXT,
      generation INTEGER NOT NULL,
      PRIMARY KEY (source_id, path)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE experiment (
      source_id TEXT NOT NULL,
      experiment_id TEXT NOT NULL,
      name TEXT NOT NULL,
      lifecycle_stage TEXT NOT NULL,
      tags TEXT NOT NULL,
      artifact_location TEXT,
      created_at INTEGER,
      updated_at INTEGER,
      project TEXT,
      project_is_certain INTEGER NOT NULL DEFAULT 0,
      generation INTEGER NOT NULL,
      PRIMARY KEY (source_id, experiment_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run (
      row INTEGER PRIMARY KEY,
      source_id TEXT NOT NULL,
      run_id TEXT NOT NULL,
      experiment_id TEXT NOT NULL,
      name TEXT NOT NULL,
      status TEXT NOT NULL,
      start_time INTEGER,
      end_time INTEGER,
      lifecycle_stage TEXT NOT NULL,
      parent_run_id TEXT,
      user_name TEXT,
      artifact_uri TEXT,
      project_tag TEXT,
      project TEXT,
      last_write_at INTEGER,
      params TEXT NOT NULL,
      tags TEXT NOT NULL,
      metrics TEXT NOT NULL,
      datasets TEXT NOT NULL,
      search TEXT NOT NULL,
      generation INTEGER NOT NULL,
      UNIQUE (source_id, run_id)
    ) STRICT;
    CREATE INDEX run_by_start ON run (lifecycle_stage, start_time DESC);
    CREATE INDEX run_by_experiment ON run (source_id, experiment_id, lifecycle_stage, status, project, start_time);
    CREATE INDEX run_by_project ON run (project, lifecycle_stage, start_time DESC);
    CREATE INDEX run_by_parent ON run (source_id, parent_run_id) WHERE parent_run_id IS NOT NULL;
    CREATE INDEX run_by_status ON run (status, start_time DESC);

    CREATE TABLE model (
      source_id TEXT NOT NULL,
      model_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      project TEXT,
      lifecycle_stage TEXT NOT NULL,
      bytes INTEGER,
      record TEXT NOT NULL,
      generation INTEGER NOT NULL,
      PRIMARY KEY (source_id, model_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE key_use (
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      uses INTEGER NOT NULL,
      PRIMARY KEY (kind, key)
    ) STRICT, WITHOUT ROWID;
  `,
}
