import * as v from 'valibot'
import { createAlertDesk } from '../../main/engine/alert-desk'
import { openAppDatabase } from '../../main/store/open'
import { createAlertHandlers } from '../../main/threads/alert-handlers'
import { AlertQuerySchema, type AlertQueryInput } from '../../shared/model/alert'
import type { Result } from '../../shared/result'
import type { Notification } from '../../shared/rules/notification-plan'
import { createFakeClock, type FakeClock } from './fake-clock'

/** The alert engine over a real database, on a clock that a test moves; what the threads do happens in this one. */
export async function startAlertDesk(
  options: { readonly path?: string; readonly clock?: FakeClock; readonly sampleEveryMs?: number } = {},
) {
  const clock = options.clock ?? createFakeClock()
  const { database } = openAppDatabase({ path: options.path ?? ':memory:', now: 0, log: () => {} })
  const data = createAlertHandlers(database, clock)
  const notified: Notification[] = []
  const warnings: string[] = []
  let isAway = false
  const through = async <T>(work: () => Result<T> | Promise<Result<T>>): Promise<Result<T>> =>
    isAway ? { ok: false, error: { code: 'unavailable', message: 'The database is away.' } } : work()
  const desk = createAlertDesk({
    clock,
    port: {
      load: () => through(() => data.loadAlerts(null)),
      tally: () => through(() => data.tallyAlerts(null)),
      rules: () => through(() => data.listRules(null)),
      record: (batch) => through(() => data.recordAlerts(batch)),
      act: (action, actor) => through(() => data.actOnAlerts({ action, actor })),
      endMutes: (now) => through(() => data.endMutes({ now })),
      markNotified: (ids, at) => through(() => data.markNotified({ ids, at })),
    },
    notify: (notifications) => notified.push(...notifications),
    warn: (message) => warnings.push(message),
    sampleEveryMs: () => options.sampleEveryMs ?? 1_000,
  })
  await settle()
  const list = async (query: AlertQueryInput = {}) => {
    const page = await data.listAlerts(v.parse(AlertQuerySchema, query))
    if (!page.ok) throw new Error(page.error.message)
    return page.value.rows
  }
  return {
    clock,
    /** How many open alerts each fingerprint has. */
    openCounts: () =>
      database
        .prepare("SELECT count(*) FROM alert WHERE state <> 'resolved' GROUP BY fingerprint")
        .pluck()
        .all() as number[],
    data,
    desk,
    notified,
    warnings,
    list,
    setAway: (next: boolean) => {
      isAway = next
    },
    /** Time passes in steps that let what it started come to an end. */
    async pass(ms: number, stepMs = 1_000) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(Math.min(stepMs, ms - passed))
        await settle()
      }
    },
    async stop() {
      await desk.dispose()
      database.close()
    },
  }
}

/** Promises that wait for nothing but each other have come to an end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
