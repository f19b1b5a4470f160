import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { severities } from '../../../../shared/model/alert'
import type { Rule } from '../../../../shared/model/rule'
import { reopenByPerson, resolveByPerson } from '../../../../shared/rules/episode'
import { evaluate } from '../../../../shared/rules/evaluate'
import type { Observation } from '../../../../shared/rules/observation'
import type { RuleState, Transition } from '../../../../shared/rules/state'
import { aRule, seen, start } from './observations'

/** Random lives of an alert: what must hold whatever happens in whatever order. */
type Step =
  | { readonly do: 'see'; readonly value: number; readonly afterMs: number; readonly agoMs: number }
  | { readonly do: 'see-again' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'resolve' }
  | { readonly do: 'reopen' }
  | { readonly do: 'restart' }
  | { readonly do: 'set-clock'; readonly byMs: number }

const ms = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 3_600_000 }))
const value = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant(NaN))
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('see' as const),
      value,
      afterMs: ms,
      agoMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10 * 86_400_000 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('see-again' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resolve' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)
const clockStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('set-clock' as const),
  byMs: fc.integer({ min: -86_400_000, max: 86_400_000 }),
})

const limits = { comparison: 'above' as const, limit: 5 }
const rule: fc.Arbitrary<Rule> = fc
  .record({
    kind: fc.constantFrom('metric', 'hardware', 'report', 'source' as const),
    forMs: fc.constantFrom(0, 30_000),
    counts: fc.constantFrom([1, 1] as const, [2, 3] as const, [3, 3] as const),
    keepMs: fc.constantFrom(0, 60_000),
    keepCount: fc.constantFrom(1, 2),
    cooldownMs: fc.constantFrom(0, 600_000),
    clearLimit: fc.constantFrom(null, 3),
    escalates: fc.boolean(),
  })
  .map(({ kind, forMs, counts, keepMs, keepCount, cooldownMs, clearLimit, escalates }) =>
    aRule({
      condition:
        kind === 'metric'
          ? { kind: 'metric-threshold', metric: '*', ...limits, clearLimit }
          : kind === 'hardware'
            ? { kind: 'hardware', value: 'power.gpuWatts', ...limits, clearLimit }
            : kind === 'report'
              ? { kind: 'report-metric', limits: [{ metric: 'accuracy', ...limits, clearLimit }] }
              : { kind: 'source-unreachable' },
      sustained: { forMs, count: counts[0], outOf: counts[1] },
      keepFiring: { forMs: keepMs, count: keepCount },
      cooldownMs,
      escalations: escalates ? [{ limit: 8, severity: 'critical' }] : [],
    }),
  )

function observationOf({ condition }: Rule, value: number, at: number): Observation {
  switch (condition.kind) {
    case 'hardware':
      return seen('hardware', at, { values: Number.isNaN(value) ? {} : { 'power.gpuWatts': value } })
    case 'report-metric':
      return seen('report', at, { metrics: Number.isNaN(value) ? {} : { accuracy: value } })
    case 'source-unreachable':
      return seen('source', at, { state: value > 5 ? 'failed' : Number.isNaN(value) ? 'reading' : 'ok' })
    default:
      return seen('metric', at, { value, step: at })
  }
}

/** Plays a life and checks after each step what one step alone can show. */
function live(rule: Rule, steps: readonly Step[]) {
  let state: RuleState | null = null
  let wall = start
  let awake = 0
  let last: Observation | null = null
  const transitions: { readonly transition: Transition; readonly byPerson: boolean }[] = []
  const life: (Transition | 'resolved-by-person' | 'reopened')[] = []

  function tell(observation: Observation | null): void {
    const next: ReturnType<typeof evaluate> = evaluate(rule, state, observation, { wall, awake })
    const revived = evaluate(rule, revive(state), observation, { wall, awake })
    expect(revive(revived.state)).toEqual(revive(next.state))
    expect(revived.transition).toEqual(next.transition)
    state = next.state
    if (next.transition === null) return
    life.push(next.transition)
    transitions.push({ transition: next.transition, byPerson: false })
  }

  for (const one of steps) {
    switch (one.do) {
      case 'see':
        wall += one.afterMs
        awake += Math.min(one.afterMs, 15_000)
        last = observationOf(rule, one.value, wall - one.agoMs)
        tell(last)
        break
      case 'see-again': {
        const before: RuleState | null = state
        const count = life.length
        // One that came late and did not count is not known.
        if (last === null || before?.evidence.includes(last.evidence) !== true) break
        tell(last)
        expect(life).toHaveLength(count)
        expect(state).toBe(before)
        break
      }
      case 'wait':
        wall += one.ms
        awake += Math.min(one.ms, 15_000)
        tell(null)
        break
      case 'resolve':
        if (state !== null && isOpen(state)) {
          state = resolveByPerson(rule, state, { wall, awake })
          life.push('resolved-by-person')
        }
        break
      case 'reopen':
        if (state !== null && state.phase === 'spent') {
          state = reopenByPerson(state)
          life.push('reopened')
        }
        break
      case 'restart':
        state = revive(state)
        break
      case 'set-clock':
        wall += one.byMs
    }
  }
  return { life, state }
}

function revive<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function isOpen(state: RuleState): boolean {
  return state.phase === 'firing' || state.phase === 'recovering'
}

const lives = fc.record({ rule, steps: fc.array(step, { maxLength: 60 }) })
const anyLives = fc.record({
  rule,
  steps: fc.array(fc.oneof({ weight: 10, arbitrary: step }, { weight: 1, arbitrary: clockStep }), {
    maxLength: 60,
  }),
})

describe('the life of an alert, over random histories', () => {
  it('never fires while it is open, and never goes on or resolves while it is not', () => {
    fc.assert(
      fc.property(anyLives, ({ rule, steps }) => {
        let isFiring = false
        for (const event of live(rule, steps).life) {
          if (event === 'resolved-by-person') isFiring = false
          else if (event === 'reopened') isFiring = true
          else {
            expect(event.kind === 'fired').toBe(!isFiring)
            isFiring = event.kind !== 'resolved'
          }
        }
      }),
      { numRuns: 600 },
    )
  })

  it('tells nobody of history, of repetitions, or of an end', () => {
    fc.assert(
      fc.property(anyLives, ({ rule, steps }) => {
        let wasBackfill = false
        for (const event of live(rule, steps).life) {
          if (typeof event === 'string') continue
          if (event.isBackfill || event.kind === 'resolved') expect(event.isNewsworthy).toBe(false)
          if (event.kind === 'repeated' && !wasBackfill) expect(event.isNewsworthy).toBe(false)
          if (event.kind === 'fired') expect(event.isNewsworthy).toBe(!event.isBackfill)
          wasBackfill = event.isBackfill
        }
      }),
      { numRuns: 600 },
    )
  })

  it('rises in severity within an episode and never falls', () => {
    fc.assert(
      fc.property(anyLives, ({ rule, steps }) => {
        let rank = -1
        for (const event of live(rule, steps).life) {
          if (typeof event === 'string') continue
          const next = severities.indexOf(event.severity)
          if (event.kind === 'fired') rank = next
          else expect(next).toBeGreaterThanOrEqual(rank)
          if (event.kind === 'escalated') expect(next).toBeGreaterThan(rank)
          rank = next
        }
      }),
      { numRuns: 400 },
    )
  })

  it('keeps silent through the cool-down', () => {
    fc.assert(
      fc.property(lives, ({ rule, steps }) => {
        let endedAt = -Infinity
        for (const event of live(rule, steps).life) {
          if (typeof event === 'string') continue
          if (event.kind === 'fired') expect(event.seenAt).toBeGreaterThanOrEqual(endedAt + rule.cooldownMs)
          if (event.kind === 'resolved') endedAt = event.seenAt
        }
      }),
      { numRuns: 600 },
    )
  })

  it('has an episode exactly while it is open or was resolved by a person', () => {
    fc.assert(
      fc.property(anyLives, ({ rule, steps }) => {
        const { state } = live(rule, steps)
        if (state === null) return
        expect(state.episode !== null).toBe(isOpen(state) || state.phase === 'spent')
        expect(state.recent.length).toBeLessThanOrEqual(rule.sustained.outOf)
        expect(state.evidence.length).toBeLessThanOrEqual(8)
      }),
      { numRuns: 400 },
    )
  })
})
