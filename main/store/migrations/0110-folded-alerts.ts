import type { Migration } from '../migrate'

/**
 * The features that a drift alert keeps quiet are counted for every row of the inbox, and listed below it. And the
 * inbox is ordered by the time that it shows, which of history is when it happened.
 */
export const foldedAlertsMigration: Migration = {
  version: 110,
  name: 'folded-alerts',
  sql: `
    CREATE INDEX alert_folded ON alert (inhibited_by, state) WHERE inhibited_by IS NOT NULL;
    DROP INDEX alert_shown;
    CREATE INDEX alert_shown_when ON alert (CASE is_backfill WHEN 1 THEN occurred_at ELSE last_seen_at END)
      WHERE inhibited_by IS NULL;
  `,
}
