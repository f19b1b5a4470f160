import type { Migration } from '../migrate'

/**
 * Alerts, what happened to each, rules and what they remember. Unlike the catalogue this cannot be read again from
 * anywhere. The unique index on open alerts is the last guard against two of one fingerprint.
 */
export const alertsMigration: Migration = {
  version: 40,
  name: 'alerts',
  sql: `
    CREATE TABLE alert (
      row INTEGER PRIMARY KEY,
      alert_id TEXT NOT NULL UNIQUE,
      fingerprint TEXT NOT NULL,
      rule_id TEXT,
      rule_revision INTEGER,
      severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error', 'critical')),
      type TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('firing', 'acknowledged', 'muted', 'resolved')),
      project TEXT,
      subject TEXT NOT NULL,
      source_id TEXT,
      run_id TEXT,
      model_id TEXT,
      report_id TEXT,
      feature TEXT,
      metric TEXT,
      title TEXT NOT NULL,
      message TEXT NOT NULL,
      reason TEXT NOT NULL,
      value REAL,
      limit_value REAL,
      occurred_at INTEGER NOT NULL,
      first_seen_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      count INTEGER NOT NULL,
      muted_until INTEGER,
      acknowledged_by TEXT,
      acknowledged_at INTEGER,
      resolved_by TEXT CHECK (resolved_by IN ('user', 'auto')),
      resolved_at INTEGER,
      resolution TEXT,
      note TEXT,
      notified_at INTEGER,
      is_backfill INTEGER NOT NULL,
      inhibited_by TEXT,
      search TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX alert_open ON alert (fingerprint) WHERE state <> 'resolved';
    CREATE INDEX alert_by_fingerprint ON alert (fingerprint, last_seen_at);
    CREATE INDEX alert_by_last_seen ON alert (last_seen_at DESC, row DESC);
    CREATE INDEX alert_by_count ON alert (inhibited_by, state, is_backfill, severity, project);
    CREATE INDEX alert_muted ON alert (muted_until) WHERE state = 'muted';
    CREATE INDEX alert_resolved ON alert (resolved_at) WHERE state = 'resolved';

    CREATE TABLE alert_event (
      row INTEGER PRIMARY KEY,
      alert_id TEXT NOT NULL REFERENCES alert (alert_id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      actor TEXT,
      action_id TEXT,
      value REAL,
      report_id TEXT,
      detail TEXT,
      before TEXT
    ) STRICT;
    CREATE INDEX alert_event_by_alert ON alert_event (alert_id, row);
    CREATE INDEX alert_event_by_action ON alert_event (action_id) WHERE action_id IS NOT NULL;

    CREATE TABLE rule (
      rule_id TEXT PRIMARY KEY,
      revision INTEGER NOT NULL,
      origin TEXT NOT NULL CHECK (origin IN ('default', 'user', 'imported')),
      is_edited INTEGER NOT NULL,
      record TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      removed_at INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rule_revision (
      rule_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      record TEXT NOT NULL,
      PRIMARY KEY (rule_id, revision)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rule_state (
      fingerprint TEXT PRIMARY KEY,
      rule_id TEXT NOT NULL,
      record TEXT NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
}
