import fc from 'fast-check'
import { expect, it } from 'vitest'
import { severities, type AlertAction } from '../../../../shared/model/alert'
import { startAlertDesk } from '../../../support/alert-desk'
import { seen } from '../../shared/rules/observations'

/** Random days of a user: what is kept and who is told, with a database that holds all of it. */
const subjects = 3
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      of: fc.nat(subjects - 1),
      share: fc.constantFrom(0, 0.3, 0.55, 0.8),
      agoMs: fc.constantFrom(0, 0, 0, 40 * 86_400_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_500, 60_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('acknowledge' as const, 'mute' as const, 'resolve' as const, 'undo' as const),
      of: fc.nat(20),
    }),
  },
)

it('keeps one open alert a fingerprint, and never tells again of what was acknowledged unless it got worse', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const { desk, clock, openCounts, list, notified, warnings, pass, stop } = await startAlertDesk()
      let lastAction: string | null = null
      for (const one of steps) {
        const toldBefore = notified.length
        const quiet = new Map((await list()).map((alert) => [alert.id, alert]))
        if (one.do === 'wait') await pass(one.ms, 1_500)
        else if (one.do === 'report') {
          desk.observe([
            seen('report', clock.now() - one.agoMs, {
              subject: {
                key: `evidently/${one.of}`,
                reportId: `r${clock.now()}`,
                label: `project ${one.of}`,
              },
              datasetDrift: one.share > 0,
              driftShare: one.share,
              featureCount: 10,
              driftedFeatureCount: one.share * 10,
            }),
          ])
          await pass(1_500, 1_500)
        } else {
          const rows = await list()
          const alert = rows[one.of % Math.max(1, rows.length)]
          const action: AlertAction | null =
            one.do === 'undo'
              ? lastAction === null
                ? null
                : { kind: 'undo', actionId: lastAction }
              : alert === undefined
                ? null
                : one.do === 'mute'
                  ? { kind: 'mute', ids: [alert.id], until: clock.now() + 30_000, note: null }
                  : { kind: one.do, ids: [alert.id], note: null }
          if (action !== null) {
            const done = await desk.act(action, 'ada')
            if (done.ok) lastAction = done.value.actionId
          }
          await pass(1_500, 1_500)
        }
        for (const { alerts, kind } of notified.slice(toldBefore)) {
          for (const told of alerts) {
            expect(told.isBackfill).toBe(false)
            const before = quiet.get(told.id)
            if (kind === 'resolved' || before?.state !== 'acknowledged') continue
            expect(severities.indexOf(told.severity)).toBeGreaterThan(severities.indexOf(before.severity))
          }
        }
        expect(openCounts().every((count) => count === 1)).toBe(true)
      }
      expect(warnings).toEqual([])
      await stop()
    }),
    { numRuns: 40 },
  )
}, 60_000)
