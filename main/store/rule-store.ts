import * as v from 'valibot'
import { RuleSchema, type Rule, type RuleOrigin, type StoredRule } from '../../shared/model/rule'
import type { RuleState } from '../../shared/rules/state'
import type { SqliteDatabase } from './sqlite-binding'

export interface RuleStore {
  /** Adds defaults that are new, and renews those the user never touched; one that the user removed stays away. */
  ensureDefaults(defaults: readonly Rule[], at: number): void
  list(): readonly StoredRule[]
  /** Adds a rule, or changes the one with its id. */
  put(rule: Rule, origin: RuleOrigin, at: number): StoredRule
  /** A default as it came. */
  reset(rule: Rule, at: number): StoredRule
  /** False when there is none. A removed rule can be put back by `restore`. */
  remove(ruleId: string, at: number): boolean
  restore(ruleId: string, at: number): boolean
  /** States of open alerts that a person has resolved while the app was ending come back as resolved. */
  states(): readonly RuleState[]
}

interface StoredRow {
  readonly ruleId: string
  readonly revision: number
  readonly origin: RuleOrigin
  readonly isEdited: number
  readonly record: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly removedAt: number | null
}

const columns = `rule_id AS ruleId, revision, origin, is_edited AS isEdited, record, created_at AS createdAt,
  updated_at AS updatedAt, removed_at AS removedAt`

export function createRuleStore(database: SqliteDatabase): RuleStore {
  const all = database.prepare(
    `SELECT ${columns} FROM rule WHERE removed_at IS NULL ORDER BY created_at, rule_id`,
  )
  const one = database.prepare(`SELECT ${columns} FROM rule WHERE rule_id = ?`)
  const put = database.prepare(
    `INSERT INTO rule (rule_id, revision, origin, is_edited, record, created_at, updated_at, removed_at)
     VALUES (@ruleId, @revision, @origin, @isEdited, @record, @createdAt, @at, NULL)
     ON CONFLICT (rule_id) DO UPDATE SET revision = excluded.revision, origin = excluded.origin,
       is_edited = excluded.is_edited, record = excluded.record, updated_at = excluded.updated_at, removed_at = NULL`,
  )
  const putRevision = database.prepare(
    'INSERT OR REPLACE INTO rule_revision (rule_id, revision, record) VALUES (?, ?, ?)',
  )
  const setRemoved = database.prepare(
    'UPDATE rule SET removed_at = @removedAt, updated_at = @at WHERE rule_id = @ruleId',
  )
  const states = database.prepare(
    `SELECT rule_state.record, EXISTS (
       SELECT 1 FROM alert WHERE alert.fingerprint = rule_state.fingerprint AND alert.state <> 'resolved'
     ) AS isOpen FROM rule_state ORDER BY fingerprint`,
  )

  function write(rule: Rule, origin: RuleOrigin, isEdited: boolean, at: number): StoredRule {
    const known = one.get(rule.id) as StoredRow | undefined
    const revision = (known?.revision ?? 0) + 1
    const record = JSON.stringify(rule)
    const createdAt = known?.createdAt ?? at
    put.run({ ruleId: rule.id, revision, origin, isEdited: isEdited ? 1 : 0, record, createdAt, at })
    putRevision.run(rule.id, revision, record)
    return { rule, revision, origin, isEdited, createdAt, updatedAt: at }
  }

  return {
    ensureDefaults: (defaults, at) =>
      database.transaction(() => {
        for (const rule of defaults) {
          const known = one.get(rule.id) as StoredRow | undefined
          const isTouched = known !== undefined && (known.isEdited === 1 || known.removedAt !== null)
          if (!isTouched && known?.record !== JSON.stringify(rule)) write(rule, 'default', false, at)
        }
      })(),
    list: () => (all.all() as StoredRow[]).flatMap(toStoredRule),
    put: (rule, origin, at) =>
      database.transaction(() => {
        const known = one.get(rule.id) as StoredRow | undefined
        const isDefault = known?.origin === 'default'
        return write(rule, isDefault ? 'default' : origin, isDefault, at)
      })(),
    reset: (rule, at) => database.transaction(() => write(rule, 'default', false, at))(),
    remove: (ruleId, at) => setRemoved.run({ ruleId, removedAt: at, at }).changes > 0,
    restore: (ruleId, at) => setRemoved.run({ ruleId, removedAt: null, at }).changes > 0,
    states: () => (states.all() as { record: string; isOpen: number }[]).map(toState),
  }
}

/** A rule that this version does not understand is left alone and not run. */
function toStoredRule({ record, revision, origin, isEdited, createdAt, updatedAt }: StoredRow): StoredRule[] {
  const parsed = v.safeParse(RuleSchema, JSON.parse(record))
  if (!parsed.success) return []
  return [{ rule: parsed.output, revision, origin, isEdited: isEdited === 1, createdAt, updatedAt }]
}

function toState({ record, isOpen }: { record: string; isOpen: number }): RuleState {
  const state = JSON.parse(record) as RuleState
  const isLost = isOpen === 0 && (state.phase === 'firing' || state.phase === 'recovering')
  return isLost ? { ...state, phase: 'spent' } : state
}
