import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createAlertEngine } from '../../../../main/engine/alert-engine'
import type { Rule } from '../../../../shared/model/rule'
import { ok } from '../../../../shared/result'
import { evaluate } from '../../../../shared/rules/evaluate'
import type { Observation } from '../../../../shared/rules/observation'
import { appliesTo } from '../../../../shared/rules/scope'
import type { RuleState, Transition } from '../../../../shared/rules/state'
import { fingerprintOf } from '../../../../shared/rules/subjects'
import { createFakeClock } from '../../../support/fake-clock'
import { aRule, seen } from '../../shared/rules/observations'

/** The engine looks up who speaks of what, and shares what rules hold alike: nobody may notice. */
const limits = { comparison: 'above' as const, limit: 5 }
const rules = [
  aRule({ id: 'any', condition: { kind: 'metric-threshold', metric: '*', ...limits } }),
  aRule({ id: 'loss', condition: { kind: 'diverged', metric: '*loss', factor: 2, minimumPoints: 2 } }),
  aRule({ id: 'loss-2', condition: { kind: 'diverged', metric: 'loss', factor: 3, minimumPoints: 1 } }),
  aRule({
    id: 'of-a',
    condition: { kind: 'metric-threshold', metric: 'loss', ...limits, clearLimit: 3 },
    scope: { projects: ['project a'], experiments: [], names: [] },
    sustained: { forMs: 0, count: 2, outOf: 3 },
  }),
  aRule({ id: 'stuck', condition: { kind: 'run-stuck', factor: 2, minimumSilenceMs: 10_000 } }),
  aRule({ id: 'stuck-2', condition: { kind: 'run-stuck', factor: 5, minimumSilenceMs: 60_000 } }),
  aRule({ id: 'failed', condition: { kind: 'run-failed' } }),
  aRule({ id: 'off', enabled: false, condition: { kind: 'run-failed' } }),
]

const step = fc.record({
  of: fc.constantFrom('metric' as const, 'run' as const),
  key: fc.constantFrom('store/1', 'store/2'),
  project: fc.constantFrom('project a', 'project b', null),
  metric: fc.constantFrom('loss', 'val_loss', 'accuracy'),
  value: fc.constantFrom(0.5, 1, 4, 6, 20, NaN),
  status: fc.constantFrom('RUNNING' as const, 'RUNNING' as const, 'FAILED' as const),
  afterMs: fc.constantFrom(0, 500, 4_000),
  isAgain: fc.boolean(),
})

it('gives the transitions that each rule alone would give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const clock = createFakeClock()
      const recorded: Transition[] = []
      const engine = createAlertEngine({
        clock,
        rules,
        states: [],
        log: {
          record: ({ transitions }) => {
            recorded.push(...transitions)
            return Promise.resolve(ok(transitions.map(() => null)))
          },
          act: () => Promise.resolve({ ok: false, error: { code: 'unavailable', message: '' } }),
          endMutes: () => Promise.resolve(ok([])),
          markNotified: () => Promise.resolve(ok(null)),
        },
        notify: () => {},
        warn: () => {},
      })
      const states = new Map<string, RuleState>()
      const expected: Transition[] = []
      const startedAt = clock.monotonic()
      const tell = (rule: Rule, fingerprint: string, observation: Observation | null) => {
        const now = { wall: clock.now(), awake: clock.monotonic() - startedAt }
        const { state, transition } = evaluate(rule, states.get(fingerprint) ?? null, observation, now)
        if (state === null) states.delete(fingerprint)
        else states.set(fingerprint, state)
        if (transition !== null) expected.push(transition)
      }
      clock.every(5_000, () => {
        for (const [fingerprint, { ruleId }] of [...states]) {
          const rule = rules.find(({ id }) => id === ruleId)
          if (rule !== undefined) tell(rule, fingerprint, null)
        }
      })
      let last: Observation | null = null
      for (const one of steps) {
        clock.advance(one.afterMs)
        const observation: Observation = one.isAgain && last !== null ? last : observationOf(one, clock.now())
        last = observation
        for (const rule of rules) {
          if (rule.enabled && appliesTo(rule, observation))
            tell(rule, fingerprintOf(rule.id, observation.subject), observation)
        }
        engine.observe([observation])
        if (observation.kind === 'run' && observation.status !== 'RUNNING') forgetMetrics(states, observation)
      }
      await engine.dispose()
      expect(recorded).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})

function observationOf(one: typeof step extends fc.Arbitrary<infer T> ? T : never, at: number): Observation {
  const { of, key, project, metric, value, status } = one
  return of === 'run'
    ? seen('run', at, { subject: { key, project }, status, lastPointAt: at, startTime: at })
    : seen('metric', at, { subject: { key: `${key}/${metric}`, project, metric }, metric, value, step: at })
}

function forgetMetrics(states: Map<string, RuleState>, { subject }: Observation): void {
  for (const [fingerprint, { subject: of, phase }] of states) {
    const isWaiting = phase === 'idle' || phase === 'pending'
    if (of.kind === 'metric' && isWaiting && of.key.startsWith(`${subject.key}/`)) states.delete(fingerprint)
  }
}
