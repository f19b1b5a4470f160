import type {} from '../../renderer/bridge/client'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { AppContract } from '../../shared/contract'
import type { AlertQueryInput } from '../../shared/model/alert'
import type { CallInput, CallName, CallOutput } from '../../shared/rpc'
import { appendMetric, writeExperiment, writeRun } from '../support/file-store'
import { windowClient } from '../support/window-client'
import { expect, fixtures, test } from './support'

const experiment = '821770307574351362'
const runId = 'a'.repeat(32)

interface Store {
  readonly root: string
  readonly run: string
  /** The run that was seen RUNNING ends. */
  readonly fail: () => void
  /** Another one ends; what the rules were told of before is settled once its alert is there. */
  readonly failAnother: () => void
}

function makeStore(folder: string): Store {
  const root = join(folder, 'repo')
  const store = join(root, 'mlruns')
  writeExperiment(store, experiment, 'lora', { project: 'lora-finetuning' })
  const startTime = Date.now() - 60_000
  const base = { runId, name: 'able-fox', startTime, metrics: { loss: [`${startTime} 2.5 0`] } }
  const run = writeRun(store, experiment, { ...base, status: 1 })
  const another = { ...base, runId: 'b'.repeat(32), name: 'bold-owl' }
  return {
    root,
    run,
    fail: () => void writeRun(store, experiment, { ...base, status: 4 }),
    failAnother: () => void writeRun(store, experiment, { ...another, status: 4 }),
  }
}

async function call<N extends CallName<AppContract>>(
  page: Page,
  name: N,
  input: CallInput<AppContract, N>,
): Promise<CallOutput<AppContract, N>> {
  const answer = await windowClient(page).call(name, input)
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

const list = async (page: Page, query: AlertQueryInput = {}) =>
  (await call(page, 'alerts.list', query)).rows.filter(({ type }) => type !== 'apple_silicon_issue')

async function waitForAnother(page: Page): Promise<void> {
  await expect
    .poll(async () => (await list(page)).map(({ title }) => title), { timeout: 20_000 })
    .toContain('bold-owl failed')
}

/** Seen RUNNING once, so that its end is news. */
async function waitForRun(page: Page): Promise<void> {
  await expect.poll(async () => (await call(page, 'runs.list', {})).total, { timeout: 15_000 }).toBe(1)
}

test('a run that fails raises one alert, tells the webhook, and is acknowledged over a restart', async ({
  folder,
  start,
}) => {
  const bodies: { event: string; title: string; alerts: { fingerprint: string }[] }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      bodies.push(JSON.parse(text) as (typeof bodies)[number])
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/hook/secret`
  const { root, fail, failAnother } = makeStore(folder)
  const first = await start({ roots: [root] })
  await waitForRun(first.page)
  const channels = await call(first.page, 'channels.update', {
    webhook: { isEnabled: true, url },
  })
  expect(channels.webhook).toMatchObject({ destination: `http://127.0.0.1:${port}` })
  expect(JSON.stringify(channels)).not.toContain('secret"')
  expect(await call(first.page, 'channels.test', { channel: 'webhook' })).toMatchObject({ isDelivered: true })
  await first.page.evaluate(() => {
    const pushed: unknown[] = []
    Object.assign(window, { __pushed: pushed })
    window.bridge.on((name, payload) => {
      if (name === 'alerts.changed') pushed.push(payload)
    })
  })

  fail()
  await expect.poll(async () => (await list(first.page)).length, { timeout: 15_000 }).toBe(1)
  const [alert] = await list(first.page)
  expect(alert).toMatchObject({
    type: 'run_failed',
    severity: 'error',
    state: 'firing',
    title: 'able-fox failed',
    project: 'lora-finetuning',
    runId,
    isBackfill: false,
  })
  await expect.poll(() => bodies.map(({ event }) => event), { timeout: 15_000 }).toEqual(['test', 'fired'])
  expect(bodies[1]?.alerts[0]?.fingerprint).toBe(alert?.fingerprint)
  expect(
    await first.page.evaluate(() => (window as unknown as { __pushed: unknown[] }).__pushed.length),
  ).toBeGreaterThan(0)
  const tray = await first.app.evaluate(() => {
    const { __e2e } = globalThis as unknown as { __e2e: { tray: () => { toolTip: string } } }
    return __e2e.tray()
  })
  expect(tray.toolTip).toContain('1 alert')

  const ids = [alert?.id ?? '']
  await call(first.page, 'alerts.act', { kind: 'acknowledge', ids, note: 'seen' })
  await first.close()
  const second = await start({ roots: [root] })
  await waitForRun(second.page)
  failAnother()
  await waitForAnother(second.page)
  const ofRun = async () => (await list(second.page)).filter((each) => each.runId === runId)
  expect(await ofRun()).toMatchObject([{ id: ids[0], state: 'acknowledged', note: 'seen' }])
  const told = bodies.flatMap(({ alerts }) => alerts.map(({ fingerprint }) => fingerprint))
  expect(told.filter((fingerprint) => fingerprint === alert?.fingerprint)).toHaveLength(1)

  const resolved = await call(second.page, 'alerts.act', { kind: 'resolve', ids })
  expect(await ofRun()).toMatchObject([{ state: 'resolved' }])
  await call(second.page, 'alerts.act', { kind: 'undo', actionId: resolved.actionId })
  expect(await ofRun()).toMatchObject([{ state: 'acknowledged' }])
  server.close()
})

test('a loss that goes NaN between two reads is caught, and the rule can be tried on the past', async ({
  folder,
  start,
}) => {
  const { root, run } = makeStore(folder)
  const { page } = await start({ roots: [root] })
  await waitForRun(page)
  const now = Date.now()
  appendMetric(run, 'loss', now, 'nan', 1)
  appendMetric(run, 'loss', now + 5, 2.4, 2)
  await expect
    .poll(async () => (await list(page)).map(({ type, title }) => `${type}: ${title}`), { timeout: 15_000 })
    .toEqual(['metric_invalid: loss is NaN'])
  const rules = await call(page, 'rules.list', undefined)
  const rule = rules.find((one) => one.rule.id === 'run.loss-not-finite')?.rule
  if (rule === undefined) throw new Error('The rule is not there.')
  const preview = await call(page, 'rules.preview', { rule, days: 30 })
  expect(preview).toMatchObject({ observationCount: 3, subjectCount: 1 })
  expect(preview.episodes).toHaveLength(1)
  // What the window itself sends has to cross the bridge, too.
  await page.evaluate(() => (location.hash = '#/alerts/rules?rule=run.loss-not-finite'))
  await expect(page.getByRole('region', { name: 'Preview' }).getByRole('listitem')).toHaveCount(1)
})

test('a drifted report that is dropped into a folder raises one alert', async ({ folder, start }) => {
  const { root, fail, failAnother } = makeStore(folder)
  const reports = join(root, 'monitoring')
  mkdirSync(reports, { recursive: true })
  copyReport('cls.json', reports, Date.now() - 3_600_000)
  const { page } = await start({ roots: [root] })
  await waitForRun(page)
  await expect
    .poll(async () => (await call(page, 'monitoring.reports', {})).total, { timeout: 15_000 })
    .toBe(1)
  failAnother()
  await waitForAnother(page)
  const drift = async () => (await list(page)).filter(({ type }) => type === 'drift_detected')
  expect(await drift()).toEqual([])
  copyReport('drift.json', reports, Date.now())
  await expect.poll(async () => (await drift()).length, { timeout: 20_000 }).toBe(1)
  expect(await drift()).toMatchObject([
    { ruleId: 'toolkit.data-drift', severity: 'warning', isBackfill: false, state: 'firing' },
  ])
  fail()
  await expect
    .poll(async () => (await list(page)).map(({ title }) => title), { timeout: 20_000 })
    .toContain('able-fox failed')
  expect(await drift()).toHaveLength(1)
})

/** As if Evidently had saved it at that time. */
function copyReport(name: string, to: string, at: number): void {
  const text = readFileSync(join(fixtures, 'evidently/legacy-0.6.7', name), 'utf8')
  // Local time without a zone, as it writes.
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
  const timestamp = local.toISOString().slice(0, 19).replace('T', ' ')
  writeFileSync(join(to, name), text.replace(/("timestamp":\s*)"[^"]*"/, `$1"${timestamp}"`))
}
