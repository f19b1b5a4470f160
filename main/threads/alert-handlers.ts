import type { Clock } from '../../shared/clock'
import { fail, ok, type Result } from '../../shared/result'
import type { Handlers } from '../../shared/rpc'
import { defaultRules } from '../../shared/rules/defaults'
import { createAlertLog, type AlertLog } from '../store/alert-log'
import { createRuleSight } from '../store/rule-sight'
import type { SqliteDatabase } from '../store/sqlite-binding'
import { readRulesFile, readToolkitFile, writeAlertsFile, writeRulesFile } from './alert-files'
import type { DataContract } from './contract'
import type { AlertTally, alertDataCalls } from './contract-alerts'

type AlertHandlers = Pick<Handlers<DataContract>, keyof typeof alertDataCalls>

/** The data thread's part in alerts: the log, the rules, and the files that people bring and take along. */
export function createAlertHandlers(database: SqliteDatabase, clock: Clock): AlertHandlers {
  const log = createAlertLog(database)
  const { rules } = log
  const sight = createRuleSight(database)
  const tally = (): AlertTally => ({ totals: log.counts(null), byProject: log.unseenByProject() })
  const gone = () => fail('not-found', 'This rule is no longer there.')

  return {
    loadAlerts: () => {
      rules.ensureDefaults(defaultRules, clock.now())
      return ok({ ...tally(), rules: rules.list(), states: rules.states() })
    },
    tallyAlerts: () => ok(tally()),
    recordAlerts: (batch) => ok(log.record(batch)),
    actOnAlerts: ({ action, actor }) => ok(log.act(action, actor)),
    endMutes: ({ now }) => ok(log.endMutes(now)),
    markNotified: ({ ids, at }) => ok((log.markNotified(ids, at), null)),
    listAlerts: (query) => ok(log.list(query)),
    getAlert: ({ id }) => {
      const detail = log.detail(id)
      return detail === null ? fail('not-found', 'This alert is no longer kept.') : ok(detail)
    },
    pruneAlerts: () => ok(log.prune({ now: clock.now() })),
    importToolkit: async ({ path, by }) => {
      const read = await readToolkitFile(path)
      return read.ok ? ok(log.importToolkit(read.value, by, clock.now())) : read
    },
    exportAlerts: ({ path, format, query }) => writeAlertsFile(path, format, log, query),
    listRules: () => ok(rules.list()),
    putRule: ({ rule }) => ok(rules.put(rule, 'user', clock.now())),
    resetRule: ({ id }) => {
      const standard = defaultRules.find((rule) => rule.id === id)
      return standard === undefined
        ? fail('invalid-input', 'Only a rule that came with Sextant can be reset.')
        : ok(rules.reset(standard, clock.now()))
    },
    removeRule: ({ id }) => (rules.remove(id, clock.now()) ? ok(null) : gone()),
    restoreRule: ({ id }) => (rules.restore(id, clock.now()) ? ok(null) : gone()),
    importRules: ({ path }) => importRulesFrom(path, log, clock),
    observeRuns: ({ which, metrics }) => ok(sight.observeRuns(which, metrics, clock.now())),
    observeReports: () => ok(sight.observeReports(clock.now())),
    reportsBetween: ({ from, to }) => ok(sight.reportsBetween(from, to)),
    observeModels: () => ok(sight.observeModels(clock.now())),
    firingAmong: ({ ids }) => ok(log.firingAmong(ids)),
    runsBetween: ({ from, to }) => ok(sight.runsBetween(from, to, clock.now())),
    modelsNow: () => ok(sight.modelsNow(clock.now())),
    missingRuns: ({ runs }) => ok(sight.missing(runs)),
    missingSources: ({ sourceIds }) => ok(sight.missingSources(sourceIds)),
    exportRules: ({ path, ids }) => {
      const wanted = rules.list().flatMap(({ rule }) => (ids?.includes(rule.id) === false ? [] : [rule]))
      return writeRulesFile(path, wanted)
    },
  }
}

async function importRulesFrom(
  path: string,
  { rules }: AlertLog,
  clock: Clock,
): Promise<Result<{ added: number; changed: number; problems: readonly string[] }>> {
  const read = await readRulesFile(path)
  if (!read.ok) return read
  const known = new Map(rules.list().map(({ rule }) => [rule.id, JSON.stringify(rule)]))
  let added = 0
  let changed = 0
  for (const rule of read.value.rules) {
    if (known.get(rule.id) === JSON.stringify(rule)) continue
    rules.put(rule, 'imported', clock.now())
    if (known.has(rule.id)) changed += 1
    else added += 1
  }
  return ok({ added, changed, problems: read.value.problems })
}
