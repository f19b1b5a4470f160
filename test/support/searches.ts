import fc from 'fast-check'
import type { Run } from '../../shared/model/run'

/** A search as text, and what it means said a second time, as plainly as can be: for tests to compare with. */
export interface SaidTwice {
  readonly text: string
  readonly matches: (run: ReferenceRun) => boolean
}

export interface ReferenceRun extends Run {
  readonly project: string | null
  readonly experimentName: string | null
  readonly lastWriteAt: number | null
}

/** Epoch ms at which `4ms ago` is meant. */
export const searchedAt = 6

type Value = string | number | null

const numbers = ['0', '-1', '1.5', '10', '9', 'nan', 'inf', '-inf', '1e1', '+1.5', '.5']
const texts = ['a', 'B', 'lr', '10', '9', '1e-4', 'x y', 'Zebra', 'ä', 'nan', '', "it's", '1']
const patterns = ['%', '_', 'a%', '%e%', '1_', '%1', 'zebra', 'Z%a', 'x_y', '', '%%', '_%_']

function numberOf(text: string): number {
  const known: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity }
  return known[text.toLowerCase()] ?? Number(text)
}

/** The number that a text spells, or undefined. */
function spelled(text: string): number | undefined {
  if (/^\s*$/.test(text)) return undefined
  const number = numberOf(text)
  return Number.isNaN(number) && text.toLowerCase() !== 'nan' ? undefined : number
}

function compare(a: number, sign: string, b: number): boolean {
  if (sign === '=') return Object.is(a, b) || a === b
  if (sign === '!=') return !Object.is(a, b) && a !== b
  if (sign === '<') return a < b
  if (sign === '<=') return a <= b
  return sign === '>' ? a > b : a >= b
}

const signs = fc.constantFrom('=', '!=', '<', '<=', '>', '>=')
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

function likeOf(pattern: string, flags: string): RegExp {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('%', '[^]*').replaceAll('_', '[^]')}$`, `u${flags}`)
}

interface Tested {
  readonly text: string
  readonly passes: (value: Value) => boolean
}

const onNumbers: fc.Arbitrary<Tested> = fc.oneof(
  fc.tuple(signs, fc.constantFrom(...numbers)).map(([sign, number]) => ({
    text: `${sign} ${number}`,
    passes: (value: Value) => typeof value === 'number' && compare(value, sign, numberOf(number)),
  })),
  fc
    .tuple(fc.boolean(), fc.array(fc.constantFrom(...numbers), { minLength: 1, maxLength: 3 }))
    .map(([isNot, list]) => ({
      text: `${isNot ? 'not in' : 'IN'} (${list.join(', ')})`,
      passes: (value: Value) =>
        typeof value === 'number' && isNot !== list.some((one) => compare(value, '=', numberOf(one))),
    })),
)

const onTexts: fc.Arbitrary<Tested> = fc.oneof(
  fc.tuple(fc.boolean(), fc.constantFrom(...texts)).map(([isNot, text]) => ({
    text: `${isNot ? '!=' : '='}${quoted(text)}`,
    passes: (value: Value) => value !== null && isNot !== (value === text),
  })),
  fc.tuple(fc.boolean(), fc.boolean(), fc.constantFrom(...patterns)).map(([isNot, ignoresCase, pattern]) => ({
    text: `${isNot ? 'NOT ' : ''}${ignoresCase ? 'ILIKE' : 'LIKE'} ${quoted(pattern)}`,
    passes: (value: Value) =>
      value !== null && isNot !== likeOf(pattern, ignoresCase ? 'i' : '').test(String(value)),
  })),
  fc
    .tuple(fc.boolean(), fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 }))
    .map(([isNot, list]) => ({
      text: `${isNot ? 'NOT IN' : 'in'}(${list.map(quoted).join(',')})`,
      passes: (value: Value) => value !== null && isNot !== list.includes(String(value)),
    })),
)

/** Parameters and tags by size: as the numbers they spell. */
const onSpelled: fc.Arbitrary<Tested> = fc
  .tuple(signs, fc.constantFrom(...numbers))
  .map(([sign, number]) => ({
    text: `${sign} ${number}`,
    passes: (value: Value) => {
      if (value === null) return false
      const own = spelled(String(value))
      return own === undefined ? sign === '!=' : compare(own, sign, numberOf(number))
    },
  }))

const onTimes: fc.Arbitrary<Tested> = fc.tuple(signs, fc.nat(6), fc.boolean()).map(([sign, ms, isAgo]) => ({
  text: isAgo ? `${sign} ${ms}ms ago` : `${sign} ${ms}`,
  passes: (value: Value) => typeof value === 'number' && compare(value, sign, isAgo ? searchedAt - ms : ms),
}))

const onSpans: fc.Arbitrary<Tested> = fc.tuple(signs, fc.nat(6)).map(([sign, ms]) => ({
  text: `${sign} ${ms}ms`,
  passes: (value: Value) => typeof value === 'number' && compare(value, sign, ms),
}))

const absent: fc.Arbitrary<Tested> = fc.boolean().map((isNot) => ({
  text: isNot ? 'is not null' : 'IS NULL',
  passes: (value: Value) => (value === null) !== isNot,
}))

type ValueOf = (run: ReferenceRun) => Value
const fieldOf = (name: string, valueOf: ValueOf, tests: fc.Arbitrary<Tested>): fc.Arbitrary<SaidTwice> =>
  fc.oneof({ weight: 4, arbitrary: tests }, { weight: 1, arbitrary: absent }).map(({ text, passes }) => ({
    text: `${name} ${text}`,
    matches: (run) => passes(valueOf(run)),
  }))

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | null =>
  Object.hasOwn(record, key) ? (record[key] ?? null) : null
const onKeyed = fc.oneof(onTexts, onSpelled)
const minus = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b)

const comparisons: fc.Arbitrary<SaidTwice> = fc.oneof(
  fieldOf('metrics.loss', (run) => own(run.metrics, 'loss')?.value ?? null, onNumbers),
  fieldOf('metric."acc"', (run) => own(run.metrics, 'acc')?.value ?? null, onNumbers),
  fieldOf('metrics.none', () => null, onNumbers),
  fieldOf('params.lr', (run) => own(run.params, 'lr'), onKeyed),
  fieldOf('parameter.`Seed`', (run) => own(run.params, 'Seed'), onKeyed),
  fieldOf('tags.team', (run) => own(run.tags, 'team'), onKeyed),
  fieldOf('tag.mlflow.user', (run) => own(run.tags, 'mlflow.user'), onKeyed),
  fieldOf('run.run_id', (run) => run.runId, onTexts),
  fieldOf('run_name', (run) => run.name || null, onTexts),
  fieldOf('`Run name`', (run) => run.name || null, onTexts),
  fieldOf('attributes.user_id', (run) => run.userName, onTexts),
  fieldOf('artifact_uri', (run) => run.artifactUri, onTexts),
  fieldOf('run.experiment', (run) => run.experimentName, onTexts),
  fieldOf('run.experiment_id', (run) => run.experimentId, onTexts),
  fieldOf('run.project', (run) => run.project, onTexts),
  fieldOf('start_time', (run) => run.startTime, onTimes),
  fieldOf('attr.end_time', (run) => run.endTime, onTimes),
  fieldOf('duration', (run) => minus(run.endTime ?? run.lastWriteAt, run.startTime), onSpans),
  fc.constantFrom('FAILED', 'running', 'Finished').map((status) => ({
    text: `status = ${status}`,
    matches: (run: ReferenceRun) => run.status === status.toUpperCase(),
  })),
  ...(['name', 'digest', 'context'] as const).map((part) =>
    fc.oneof(
      onTexts.map(({ text, passes }) => ({
        text: `dataset.${part} ${text}`,
        matches: (run: ReferenceRun) => run.datasets.some((dataset) => passes(dataset[part])),
      })),
      fc.boolean().map((isNot) => ({
        text: `datasets.${part} IS ${isNot ? 'NOT ' : ''}NULL`,
        matches: (run: ReferenceRun) => run.datasets.some((dataset) => dataset[part] !== null) === isNot,
      })),
    ),
  ),
)

/** Comparisons joined by AND, nothing, OR and NOT, to some depth. */
export const searches: fc.Arbitrary<SaidTwice> = fc.letrec<{ tree: SaidTwice }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: comparisons },
    {
      weight: 1,
      arbitrary: tie('tree').map(({ text, matches }) => ({
        text: `not (${text})`,
        matches: (run: ReferenceRun) => !matches(run),
      })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('tree'), fc.constantFrom(' AND ', ' ', ' and '), tie('tree'))
        .map(([a, joint, b]) => ({
          text: `(${a.text})${joint}(${b.text})`,
          matches: (run: ReferenceRun) => a.matches(run) && b.matches(run),
        })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({
        text: `(${a.text} or ${b.text})`,
        matches: (run: ReferenceRun) => a.matches(run) || b.matches(run),
      })),
    },
  ),
})).tree

const bits = [
  ...['(', ')', "'", '"', '`', '.', ',', ' ', 'AND', 'not', 'IN', 'is null', '=', '<', '!', '%'],
  ...['\\', 'ä', '😀', '\n'],
]
const change = fc.record({ at: fc.nat(400), cut: fc.nat(6), put: fc.constantFrom('', ...bits) })

/** Searches with pieces cut out and put in: most are none any more. */
export const mutatedSearches: fc.Arbitrary<string> = fc
  .tuple(searches, fc.array(change, { minLength: 1, maxLength: 6 }))
  .map(([{ text }, changes]) =>
    changes.reduce((before, { at, cut, put }) => {
      const place = at % (before.length + 1)
      return before.slice(0, place) + put + before.slice(place + cut)
    }, text),
  )
