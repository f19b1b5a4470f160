import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Observation } from '../../../../shared/rules/observation'
import { settle, startAlertDesk } from '../../../support/alert-desk'
import { createFakeClock, type FakeClock } from '../../../support/fake-clock'
import { seen } from '../../shared/rules/observations'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))
function databasePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-alerts-'))
  folders.push(folder)
  return join(folder, 'sextant.sqlite')
}

const failed = (clock: FakeClock, index = 1, endedAgoMs = 1_000): Observation =>
  seen('run', clock.now(), {
    subject: { key: `store/run-${index}`, runId: `run-${index}`, label: `run ${index}` },
    status: 'FAILED',
    startTime: clock.now() - 60_000,
    endTime: clock.now() - endedAgoMs,
    evidence: `failed-${index}`,
  })
const swap = (clock: FakeClock, bytes: number): Observation =>
  seen('hardware', clock.now(), { values: { 'memory.swapUsedBytes': bytes } })

describe('the alert desk over a real database', () => {
  it('has the default rules from the first start, and the toolkit’s among them', async () => {
    const { desk, stop } = await startAlertDesk()
    const ids = desk.rules()?.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['toolkit.data-drift', 'run.failed', 'machine.swap']))
    await stop()
  })

  it('raises one alert for a failed run, told once, however often it is seen', async () => {
    const { desk, clock, list, notified, pass, stop } = await startAlertDesk()
    const news: { ids: readonly string[]; firing: number }[] = []
    desk.onChange(({ ids, totals }) => news.push({ ids, firing: totals.byState.firing }))
    const observation = failed(clock)
    for (let time = 0; time < 5; time++) {
      desk.observe([observation])
      await pass(2_000)
    }
    const rows = await list()
    expect(rows.map(({ title, state, type, severity }) => ({ title, state, type, severity }))).toEqual([
      { title: 'run 1 failed', state: 'firing', type: 'run_failed', severity: 'error' },
    ])
    expect(notified.map(({ title }) => title)).toEqual(['run 1 failed'])
    expect(news[0]).toEqual({ ids: [rows[0]?.id], firing: 1 })
    expect(desk.tally().byProject).toEqual({ churn: { info: 0, warning: 0, error: 1, critical: 0 } })
    await stop()
  })

  it('keeps history without telling anybody or asking for a look', async () => {
    const { desk, clock, list, notified, pass, stop } = await startAlertDesk()
    desk.observe(Array.from({ length: 300 }, (_, index) => failed(clock, index, 86_400_000)))
    await pass(5_000)
    expect(await list({ limit: 500 })).toHaveLength(300)
    expect(notified).toEqual([])
    expect(desk.tally().totals).toMatchObject({ total: 300, unseen: { error: 0 } })
    await stop()
  })

  it('tells thousands of alerts at once in one summary', async () => {
    const { desk, clock, notified, pass, stop } = await startAlertDesk()
    desk.observe(Array.from({ length: 3_000 }, (_, index) => failed(clock, index)))
    await pass(3_000)
    expect(notified).toHaveLength(1)
    expect(notified[0]).toMatchObject({ kind: 'summary', counts: { error: 3_000 } })
    await stop()
  })

  it('goes on after a restart: acknowledged stays so, what fires fires once, and it still resolves', async () => {
    const path = databasePath()
    const clock = createFakeClock()
    const first = await startAlertDesk({ path, clock })
    const observation = failed(clock)
    first.desk.observe([observation])
    await first.pass(2_000)
    const [alert] = await first.list()
    await first.desk.act({ kind: 'acknowledge', ids: [alert?.id ?? ''], note: null }, 'ada')
    await first.stop()

    const second = await startAlertDesk({ path, clock })
    second.desk.observe([observation])
    await second.pass(2_000)
    expect((await second.list()).map(({ state, acknowledgedBy }) => ({ state, acknowledgedBy }))).toEqual([
      { state: 'acknowledged', acknowledgedBy: 'ada' },
    ])
    expect(second.notified).toEqual([])
    second.desk.forget({ sourceId: 'store', runId: 'run-1' })
    await second.pass(2_000)
    expect(await second.list()).toMatchObject([{ state: 'resolved', resolvedBy: 'auto' }])
    await second.stop()
  })

  it('lets a person resolve, undo that, and resolve for good', async () => {
    const { desk, clock, list, pass, stop } = await startAlertDesk()
    const observation = failed(clock)
    desk.observe([observation])
    await pass(2_000)
    const ids = (await list()).map(({ id }) => id)
    const resolved = await desk.act({ kind: 'resolve', ids, note: 'known' }, 'ada')
    expect(await list()).toMatchObject([{ state: 'resolved', resolvedBy: 'user', note: 'known' }])
    const actionId = resolved.ok ? resolved.value.actionId : ''
    await desk.act({ kind: 'undo', actionId }, 'ada')
    expect(await list()).toMatchObject([{ state: 'firing', resolvedBy: null, note: null }])
    await desk.act({ kind: 'resolve', ids, note: null }, 'ada')
    desk.observe([{ ...observation, evidence: 'failed-again' }])
    await pass(10_000)
    expect(await list()).toHaveLength(1)
    await stop()
  })

  it('loses nothing while the database thread is away', async () => {
    const { desk, clock, list, warnings, notified, setAway, pass, stop } = await startAlertDesk()
    setAway(true)
    desk.observe([failed(clock)])
    await pass(3_000)
    expect(notified).toEqual([])
    setAway(false)
    await pass(10_000)
    expect(warnings[0]).toContain('kept for later')
    expect(await list()).toHaveLength(1)
    expect(notified).toHaveLength(1)
    await stop()
  })

  it('fires while swap grows, and resolves by itself when it has stopped', async () => {
    const { desk, clock, list, pass, stop } = await startAlertDesk()
    let used = 1e9
    for (let second = 0; second < 90; second++) {
      used += 5e6
      desk.observe([swap(clock, used)])
      await pass(1_000)
    }
    expect(await list()).toMatchObject([{ ruleId: 'machine.swap', state: 'firing', severity: 'warning' }])
    for (let second = 0; second < 200; second++) {
      desk.observe([swap(clock, used)])
      await pass(1_000)
    }
    expect(await list()).toMatchObject([{ ruleId: 'machine.swap', state: 'resolved', resolvedBy: 'auto' }])
    await stop()
  })

  it('takes samples 40 s apart, as on battery, for a steady stream, and 3 min without one for a gap', async () => {
    const { desk, clock, list, pass, stop } = await startAlertDesk({ sampleEveryMs: 40_000 })
    const values = { 'memory.usedRatio': 0.99, 'memory.pressure': 2, 'thermal.pressure': 3 }
    const tell = () => desk.observe([seen('hardware', clock.now(), { values })])
    tell()
    await pass(180_000, 20_000)
    tell()
    await pass(1_000)
    expect(await list()).toEqual([])
    for (let time = 0; time < 3; time++) {
      await pass(40_000, 20_000)
      tell()
    }
    await pass(1_000)
    const types = (await list()).map(({ ruleId }) => ruleId)
    expect(types).toEqual(
      expect.arrayContaining(['toolkit.memory', 'machine.memory-pressure', 'toolkit.thermal']),
    )
    await stop()
  })

  it('compares swap with the last sample where samples are further apart than its window', async () => {
    const { desk, clock, list, pass, data, stop } = await startAlertDesk({ sampleEveryMs: 40_000 })
    const rule = desk.rules()?.find(({ id }) => id === 'machine.swap')
    if (rule?.condition.kind !== 'swap-rate') throw new Error('There is no rule about swap.')
    await data.putRule({ rule: { ...rule, condition: { ...rule.condition, windowMs: 30_000 } } })
    await desk.reloadRules()
    for (let time = 0; time < 3; time++) {
      desk.observe([swap(clock, time * 100e6)])
      await pass(40_000, 20_000)
    }
    expect((await list()).map(({ reason }) => reason)).toEqual([
      'Swap grows by 150 MB/min (limit 100 MB/min)',
    ])
    await stop()
  })

  it('closes the alerts of a rule that is turned off, and takes a changed rule at once', async () => {
    const { desk, data, clock, list, pass, stop } = await startAlertDesk()
    desk.observe([failed(clock)])
    await pass(2_000)
    const rule = desk.rules()?.find(({ id }) => id === 'run.failed')
    if (rule === undefined) throw new Error('no such rule')
    await data.putRule({ rule: { ...rule, enabled: false } })
    await desk.reloadRules()
    await pass(2_000)
    expect(await list()).toMatchObject([{ state: 'resolved', resolution: 'Its rule was turned off' }])
    await stop()
  })

  it('ends a mute when its time is over and tells of it then', async () => {
    const { desk, clock, list, notified, pass, stop } = await startAlertDesk()
    desk.observe([failed(clock)])
    await settle()
    const ids = (await list()).map(({ id }) => id)
    await desk.act({ kind: 'mute', ids, until: clock.now() + 60_000, note: null }, 'ada')
    await pass(30_000)
    expect(notified).toEqual([])
    await pass(40_000)
    expect(await list()).toMatchObject([{ state: 'firing', mutedUntil: null }])
    expect(notified).toHaveLength(1)
    await stop()
  })
})
