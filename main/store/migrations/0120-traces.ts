import type { Migration } from '../migrate'

/** How many traces an experiment has, and what models a run used and made. The first poll after it fills both. */
export const tracesMigration: Migration = {
  version: 120,
  name: 'traces',
  sql: `
    ALTER TABLE experiment ADD COLUMN trace_count INTEGER;
    ALTER TABLE experiment ADD COLUMN evaluation_sets TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE run ADD COLUMN models TEXT NOT NULL DEFAULT '[]';
  `,
}
