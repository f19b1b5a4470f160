import type { Migration } from '../migrate'

/**
 * What an inbox of 10 000 alerts is sorted and filtered by, without the rows themselves, which are wide: the second
 * index covers every sort but the first one's.
 */
export const alertListsMigration: Migration = {
  version: 80,
  name: 'alert-lists',
  sql: `
    CREATE INDEX alert_shown ON alert (last_seen_at) WHERE inhibited_by IS NULL;
    CREATE INDEX alert_shown_by ON alert (severity, state, type, project, count, first_seen_at, last_seen_at)
      WHERE inhibited_by IS NULL;
  `,
}
