import { numberFromJson } from '../../shared/json'
import type { Attribute, Field } from '../../shared/search/fields'
import type { SearchTree, ValueTest } from '../../shared/search/search-tree'
import { numberTest, textTest } from '../../shared/search/value-tests'
import { typeOfField } from '../../shared/search/fields'
import type { SqliteDatabase } from './sqlite-binding'

export interface Clause {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

type StoredTest = (value: unknown) => boolean

/** Tests of the question being asked; SQL names them by their place. */
const testsOf = new WeakMap<SqliteDatabase, StoredTest[]>()

/** `search_test(place, value)`: 1 when the value is there and passes the test at that place. */
export function installSearchTest(database: SqliteDatabase): void {
  testsOf.set(database, [])
  database.function('search_test', (place: unknown, value: unknown) => {
    const test = testsOf.get(database)?.[Number(place)]
    return value !== null && test?.(value) === true ? 1 : 0
  })
}

/**
 * A search as SQL over run and experiment. Holds until the next one is made: there is one question at a time. Every
 * part is 0 or 1 and never NULL, so that NOT means the other runs.
 */
export function searchClause(database: SqliteDatabase, tree: SearchTree, now: number): Clause {
  const tests: StoredTest[] = []
  testsOf.set(database, tests)
  return clauseOf(tree, (field, test) => tests.push(storedTest(field, test, now)) - 1)
}

function clauseOf(tree: SearchTree, keep: (field: Field, test: ValueTest) => number): Clause {
  switch (tree.kind) {
    case 'all':
    case 'any': {
      const clauses = tree.of.map((part) => clauseOf(part, keep))
      if (clauses.length === 0) return { sql: '1', values: [] }
      const sql = clauses.map((clause) => clause.sql).join(tree.kind === 'all' ? ' AND ' : ' OR ')
      return { sql: `(${sql})`, values: clauses.flatMap((clause) => clause.values) }
    }
    case 'not': {
      const { sql, values } = clauseOf(tree.of, keep)
      return { sql: `(NOT ${sql})`, values }
    }
    case 'word': {
      const pattern = `%${tree.word.replace(/[\\%_]/g, '\\$&')}%`
      const sql = `coalesce(run.search LIKE ? ESCAPE '\\' OR lower(experiment.name) LIKE ? ESCAPE '\\', 0)`
      return { sql, values: [pattern, pattern] }
    }
    case 'compare':
      return comparisonClause(tree.field, tree.test, keep)
  }
}

function comparisonClause(
  field: Field,
  test: ValueTest,
  keep: (field: Field, test: ValueTest) => number,
): Clause {
  if (field.kind === 'dataset') {
    const value = `input.value ->> '$.${field.name}'`
    const inputs = 'EXISTS (SELECT 1 FROM json_each(run.datasets) AS input WHERE'
    if (test.kind === 'absent')
      return { sql: `(${test.negated ? '' : 'NOT '}${inputs} ${value} IS NOT NULL))`, values: [] }
    return { sql: `${inputs} search_test(?, ${value}))`, values: [keep(field, test)] }
  }
  const { sql, values } = valueOf(field)
  if (test.kind === 'absent') return { sql: `(${sql} IS ${test.negated ? 'NOT NULL' : 'NULL'})`, values }
  return { sql: `search_test(?, ${sql})`, values: [keep(field, test), ...values] }
}

const attributeColumns: Readonly<Record<Attribute, string>> = {
  run_id: 'run.run_id',
  run_name: `nullif(run.name, '')`,
  user_id: 'run.user_name',
  artifact_uri: 'run.artifact_uri',
  experiment: `nullif(experiment.name, '')`,
  experiment_id: 'run.experiment_id',
  project: 'run.project',
  status: 'run.status',
  start_time: 'run.start_time',
  end_time: 'run.end_time',
  duration: '(coalesce(run.end_time, run.last_write_at) - run.start_time)',
}

function valueOf(field: Exclude<Field, { kind: 'dataset' }>): Clause {
  if (field.kind === 'attribute') return { sql: attributeColumns[field.name], values: [] }
  const value = `(SELECT one.value FROM json_each(run.${field.kind}) AS one WHERE one.key = ?)`
  return { sql: field.kind === 'metrics' ? `(${value} ->> '$.value')` : value, values: [field.key] }
}

function storedTest(field: Field, test: ValueTest, now: number): StoredTest {
  const type = typeOfField(field)
  if (type === 'number' || type === 'time' || type === 'duration') {
    const passes = numberTest(test, now)
    return (value) => passes(numberFromJson(value) ?? NaN)
  }
  const passes = textTest(test)
  return (value) => typeof value === 'string' && passes(value)
}
