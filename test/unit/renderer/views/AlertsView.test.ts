import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useSettingsStore } from '../../../../renderer/stores/settings'
import { useToastStore } from '../../../../renderer/stores/toasts'
import AlertsView from '../../../../renderer/views/AlertsView.vue'
import {
  noAlertTotals,
  type Alert,
  type AlertQuery,
  type AlertQueryInput,
} from '../../../../shared/model/alert'
import { fail, ok } from '../../../../shared/result'
import { aDetail, anAlert, aStoredRule, createFakeLog } from '../support/alert-entities'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp, withLayout } from '../support/mount-app'

let restoreLayout = () => {}
beforeEach(() => {
  restoreLayout = withLayout(1_200, 640)
})
afterEach(() => {
  restoreLayout()
  document.body.replaceChildren()
})

/** With what it holds folded, as the log counts it. */
const asListed = (alert: Alert, all: readonly Alert[]) => ({
  ...alert,
  foldedCount: all.filter((one) => one.inhibitedBy === alert.fingerprint).length,
})
const matches = (alert: Alert, query: AlertQueryInput) =>
  (query.includeInhibited === true || alert.inhibitedBy === null) &&
  (query.inhibitedBy === undefined || query.inhibitedBy === alert.inhibitedBy) &&
  ((query.states ?? []).length === 0 || query.states?.includes(alert.state) === true) &&
  ((query.severities ?? []).length === 0 || query.severities?.includes(alert.severity) === true) &&
  alert.title.includes(query.text ?? '')

async function setUp(alerts: Alert[], path = '/alerts') {
  const log = createFakeLog(alerts)
  const bridge = createFakeBridge({
    'alerts.list': (query: AlertQueryInput) => {
      const found = alerts.filter((alert) => matches(alert, query))
      const { offset = 0, limit = 100 } = query
      const rows = found.slice(offset, offset + limit).map((alert) => asListed(alert, alerts))
      return ok({ total: found.length, totalUnfiltered: alerts.length, offset, rows })
    },
    'alerts.get': ({ id }) => {
      const alert = alerts.find((each) => each.id === id)
      return alert ? ok(aDetail(alert)) : fail('not-found', 'This alert is no longer kept.')
    },
    'alerts.act': (action) => log.act(action),
    'metrics.history': () => ok({ series: [], pointCounts: [], isComplete: true }),
    'rules.list': () => ok([aStoredRule(), aStoredRule({ id: 'off', enabled: false })]),
  })
  const mounted = await mountApp(AlertsView, { bridge, path })
  await flushPromises()
  const list = () => mounted.wrapper.find('[role=listbox]')
  const press = async (...keys: (string | { key: string; shiftKey?: boolean; metaKey?: boolean })[]) => {
    for (const key of keys) {
      await list().trigger('keydown', typeof key === 'string' ? { key } : key)
      await flushPromises()
    }
  }
  const states = () => alerts.map(({ state }) => state)
  const details = () => mounted.wrapper.find('article h2').text()
  const lastQuery = () => bridge.inputsOf('alerts.list').at(-1) as AlertQuery
  return { ...mounted, bridge, list, press, states, details, lastQuery }
}

const three = () => [0, 1, 2].map((index) => anAlert(index))

describe('AlertsView', () => {
  it('draws a screen of ten thousand alerts, and shows the details of the current one', async () => {
    const { list, wrapper, press, details } = await setUp(
      Array.from({ length: 10_000 }, (_, index) => anAlert(index)),
    )
    const drawn = wrapper.findAll('[role=option]')
    expect(drawn.length).toBeLessThan(40)
    expect(drawn[0]?.attributes('aria-setsize')).toBe('10000')
    await press('j', 'j', 'k')
    expect(details()).toBe('Run able-elk-1 failed')
    expect(list().attributes('aria-activedescendant')).toMatch(/-1$/)
  })

  it('unfolds the features of a drift in place, and acts on one of them', async () => {
    const drift = anAlert(0, { title: 'Data Drift Detected', project: 'churn' })
    const features = ['f10', 'f2'].map((feature, index) =>
      anAlert(10 + index, { title: `${feature} has drifted`, feature, inhibitedBy: drift.fingerprint }),
    )
    const alerts = [drift, anAlert(1), ...features]
    const { wrapper, press, states, details } = await setUp(alerts)
    const rows = () => wrapper.findAll('[role=option]')
    const names = () => rows().map((row) => row.get('.title, .name').text())
    expect(rows()).toHaveLength(2)
    expect(rows()[0]?.text()).toContain('2 features drifted in churn, folded')
    await press('ArrowRight')
    expect(names()).toEqual(['Data Drift Detected', 'f2', 'f10', 'Run able-elk-1 failed'])
    expect(rows()[0]?.text()).toContain('2 features drifted in churn, listed below')
    await press('j', 'j', 'e')
    expect(details()).toBe('f10 has drifted')
    expect(states()).toEqual(['firing', 'firing', 'acknowledged', 'firing'])
    await press('ArrowLeft')
    expect(details()).toBe('Data Drift Detected')
    await press('ArrowLeft')
    expect(rows()).toHaveLength(2)
    await press('j')
    expect(details()).toBe('Run able-elk-1 failed')
  })

  it('acknowledges with e and takes it back with u', async () => {
    const { press, states, bridge } = await setUp(three())
    await press('j', 'e')
    expect(states()).toEqual(['firing', 'acknowledged', 'firing'])
    expect(useToastStore().toasts.at(-1)?.message).toBe('“Run able-elk-1 failed” acknowledged.')
    await press('u')
    expect(states()).toEqual(['firing', 'firing', 'firing'])
    expect(bridge.inputsOf('alerts.act')).toHaveLength(2)
    await press('u')
    expect(bridge.inputsOf('alerts.act')).toHaveLength(2)
  })

  it('resolves several at once, selected with x and Shift, and the next one becomes the current one', async () => {
    const { press, states, details, wrapper } = await setUp(three())
    await press('x', { key: 'ArrowDown', shiftKey: true }, 'r')
    expect(states()).toEqual(['resolved', 'resolved', 'firing'])
    expect(wrapper.findAll('[role=option]')).toHaveLength(1)
    expect(details()).toBe('Run able-elk-2 failed')
  })

  it('mutes for a time that is chosen from a list, all by keys', async () => {
    const { press, bridge, clock } = await setUp(three())
    await press('m')
    const menu = document.querySelector('.panel [role=listbox]')
    menu?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    await flushPromises()
    expect(bridge.inputsOf('alerts.act')).toEqual([
      { kind: 'mute', ids: ['alert0'], until: clock.now() + 3_600_000 },
    ])
  })

  it('stays on its alert when a newer one comes in above it', async () => {
    const alerts = three()
    const { press, details, bridge, list } = await setUp(alerts)
    await press('j')
    alerts.unshift(anAlert(9))
    bridge.push('alerts.changed', { totals: noAlertTotals, ids: [] })
    await flushPromises()
    expect(details()).toBe('Run able-elk-1 failed')
    expect(list().attributes('aria-activedescendant')).toMatch(/-2$/)
  })

  it('filters by severity and says what is hidden, which is not the same as quiet', async () => {
    const { wrapper, lastQuery } = await setUp(three())
    await wrapper.get('[aria-label^=Critical]').trigger('click')
    await flushPromises()
    expect(wrapper.text()).toContain('3 alerts are hidden by the filters.')
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Clear filters')
      ?.trigger('click')
    await flushPromises()
    expect(lastQuery().severities).toEqual([])
    expect(wrapper.findAll('[role=option]')).toHaveLength(3)
  })

  it('says that all is quiet and how many rules are watching', async () => {
    const { wrapper } = await setUp([])
    expect(wrapper.text()).toContain('All quiet')
    expect(wrapper.text()).toContain('1 rule is watching')
  })

  it('narrows to one run by its address, and to all again', async () => {
    const { wrapper, bridge, router, lastQuery } = await setUp(three(), '/alerts?source=store&run=run1')
    expect(lastQuery()).toMatchObject({ sourceId: 'store', runId: 'run1' })
    await wrapper
      .findAll('footer button')
      .find((button) => button.text() === 'Clear')
      ?.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({})
    expect(bridge.inputsOf('alerts.list').at(-1)).toMatchObject({ runId: null })
  })

  it('shows an alert that a link names until the list is used', async () => {
    const { details, press, router } = await setUp(three(), '/alerts?alert=alert2')
    expect(details()).toBe('Run able-elk-2 failed')
    await press('j')
    expect(details()).toBe('Run able-elk-1 failed')
    expect(router.currentRoute.value.query).toEqual({})
  })

  it('shows the rule in words, the links, and what happened', async () => {
    const { wrapper } = await setUp([anAlert(0, { value: 4.2, limit: 3, metric: 'loss' })])
    const article = wrapper.get('article')
    expect(article.text()).toContain('Error when a run fails.')
    expect(article.text()).toContain('4.2, limit 3')
    const links = article.findAll('a').map((link) => link.attributes('href'))
    expect(links).toEqual([
      '/projects/lora-finetuning',
      '/runs/store/run0',
      `/hardware?at=${1_800_000_000_000 - 3_600_000}`,
      '/alerts/rules?rule=run.failed',
    ])
  })

  it('keeps a note with what is done', async () => {
    const { wrapper, bridge } = await setUp(three())
    await wrapper.get('.note-field').setValue('known, disk was full')
    await wrapper.get('[title="Acknowledge (e)"]').trigger('click')
    await flushPromises()
    expect(bridge.inputsOf('alerts.act')).toEqual([
      { kind: 'acknowledge', ids: ['alert0'], note: 'known, disk was full' },
    ])
  })

  it('says why nothing could be read', async () => {
    const bridge = createFakeBridge({ 'alerts.list': () => fail('unavailable', 'The database is busy.') })
    const { wrapper } = await mountApp(AlertsView, { bridge, path: '/alerts' })
    await flushPromises()
    expect(wrapper.text()).toContain('The database is busy.')
    expect(wrapper.text()).not.toContain('All quiet')
  })

  it('opens the details over the list where there is no room, and comes back with Escape', async () => {
    restoreLayout()
    restoreLayout = withLayout(700, 500)
    const { wrapper, press } = await setUp(three())
    expect(wrapper.find('article').exists()).toBe(false)
    await press('j', 'Enter')
    expect(wrapper.get('article h2').text()).toBe('Run able-elk-1 failed')
    await wrapper.get('aside').trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(wrapper.find('article').exists()).toBe(false)
  })

  it('follows the project that the window is narrowed to', async () => {
    const { lastQuery } = await setUp(three())
    await useSettingsStore().update({ projectFilter: 'compression' })
    await flushPromises()
    expect(lastQuery().project).toBe('compression')
  })
})
