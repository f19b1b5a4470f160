import { openDatabase } from '../../main/store/sqlite-binding'

/** The tables of MLflow's schema that a listing needs (revision bd07f7e963c5 and later have these indexes). */
const schema = `
  CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY);
  INSERT INTO alembic_version VALUES ('0584bdc529eb');
  CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name VARCHAR(256) UNIQUE, artifact_location VARCHAR(256),
    lifecycle_stage VARCHAR(32), creation_time BIGINT, last_update_time BIGINT);
  CREATE TABLE experiment_tags (key VARCHAR(250), value VARCHAR(5000), experiment_id INTEGER, PRIMARY KEY (key, experiment_id));
  CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250), source_type VARCHAR(20), source_name VARCHAR(500),
    entry_point_name VARCHAR(50), user_id VARCHAR(256), status VARCHAR(9), start_time BIGINT, end_time BIGINT,
    deleted_time BIGINT, source_version VARCHAR(50), lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200), experiment_id INTEGER);
  CREATE TABLE metrics (key VARCHAR(250), value FLOAT NOT NULL, timestamp BIGINT, run_uuid VARCHAR(32), step BIGINT DEFAULT 0,
    is_nan BOOLEAN DEFAULT 0, PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));
  CREATE TABLE latest_metrics (key VARCHAR(250), value FLOAT NOT NULL, timestamp BIGINT, step BIGINT, is_nan BOOLEAN,
    run_uuid VARCHAR(32), PRIMARY KEY (key, run_uuid));
  CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32), PRIMARY KEY (key, run_uuid));
  CREATE TABLE tags (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32), PRIMARY KEY (key, run_uuid));
  CREATE INDEX index_params_run_uuid ON params (run_uuid);
  CREATE INDEX index_metrics_run_uuid ON metrics (run_uuid);
  CREATE INDEX index_latest_metrics_run_uuid ON latest_metrics (run_uuid);
  CREATE INDEX index_tags_run_uuid ON tags (run_uuid);`

/** A database of that many finished runs, each with 10 params, 8 metrics (latest only) and 4 tags. */
export function writeManyRuns(path: string, count: number): void {
  const database = openDatabase(path)
  database.exec(schema)
  database.exec("INSERT INTO experiments VALUES (1, 'many', '/tmp/many', 'active', 0, 0)")
  const run = database.prepare(
    "INSERT INTO runs VALUES (?, ?, 'UNKNOWN', '', '', 'me', 'FINISHED', ?, ?, NULL, '', 'active', '/tmp/many', 1)",
  )
  const param = database.prepare('INSERT INTO params VALUES (?, ?, ?)')
  const tag = database.prepare('INSERT INTO tags VALUES (?, ?, ?)')
  const latest = database.prepare('INSERT INTO latest_metrics VALUES (?, ?, ?, ?, 0, ?)')
  const start = 1_790_000_000_000
  database.transaction(() => {
    for (let index = 0; index < count; index++) {
      const id = index.toString(16).padStart(32, '0')
      run.run(id, `run-${index}`, start + index * 1_000, start + index * 1_000 + 500)
      for (let key = 0; key < 10; key++) param.run(`param_${key}`, String((index * 7 + key) % 97), id)
      for (let key = 0; key < 8; key++)
        latest.run(`metric_${key}`, Math.sin(index + key), start + index * 1_000, 100, id)
      for (let key = 0; key < 4; key++) tag.run(`tag_${key}`, `value ${index % 10}`, id)
    }
  })()
  database.close()
}
