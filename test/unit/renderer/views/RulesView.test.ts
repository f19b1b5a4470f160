import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useToastStore } from '../../../../renderer/stores/toasts'
import RulesView from '../../../../renderer/views/RulesView.vue'
import type { Rule, StoredRule } from '../../../../shared/model/rule'
import { fail, ok } from '../../../../shared/result'
import type { Preview } from '../../../../shared/rules/preview'
import { anAlert, aStoredRule } from '../support/alert-entities'
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

const memory = aStoredRule({
  id: 'toolkit.memory',
  name: 'Memory almost full',
  severity: 'warning',
  type: 'apple_silicon_issue',
  condition: { kind: 'hardware', value: 'memory.usedRatio', comparison: 'above', limit: 0.9 },
})

async function setUp(path = '/alerts/rules?rule=toolkit.memory', preview?: Preview) {
  let rules: StoredRule[] = [aStoredRule(), memory]
  const removed: StoredRule[] = []
  const bridge = createFakeBridge({
    'rules.list': () => ok(rules),
    'rules.save': ({ rule }) => {
      const stored = aStoredRule(rule, { revision: 2, isEdited: true })
      rules = [...rules.filter((each) => each.rule.id !== rule.id), stored]
      return ok(stored)
    },
    'rules.remove': ({ id }) => {
      removed.push(...rules.filter(({ rule }) => rule.id === id))
      rules = rules.filter(({ rule }) => rule.id !== id)
      return ok(null)
    },
    'rules.restore': () => {
      rules = [...rules, ...removed.splice(0)]
      return ok(null)
    },
    'rules.preview': () => ok(preview ?? { episodes: [], observationCount: 12, subjectCount: 1 }),
    'alerts.list': ({ ruleId }) =>
      ok({
        total: ruleId === 'run.failed' ? 3 : 0,
        totalUnfiltered: 3,
        offset: 0,
        rows: ruleId === 'run.failed' ? [{ ...anAlert(0), foldedCount: 0 }] : [],
      }),
  })
  const mounted = await mountApp(RulesView, { bridge, path })
  await flushPromises()
  const { wrapper } = mounted
  const type = async (label: string, text: string) => {
    await wrapper.get(`input[aria-label="${label}"]`).setValue(text)
    await flushPromises()
  }
  const button = (label: string) => wrapper.findAll('button').find((each) => each.text() === label)
  const press = async (label: string) => {
    await button(label)?.trigger('click')
    await flushPromises()
  }
  const saved = () => bridge.inputsOf('rules.save').map((input) => (input as { rule: Rule }).rule)
  return { ...mounted, bridge, type, button, press, saved }
}

describe('RulesView', () => {
  it('lists rules with their words and when they last fired', async () => {
    const { wrapper } = await setUp()
    const text = wrapper.get('.list').text()
    expect(text).toContain('Error when a run fails.')
    expect(text).toContain('3 alerts')
    expect(text).toContain('never fired')
  })

  it('switches a rule off at once, and on again by undo', async () => {
    const { wrapper, saved } = await setUp()
    await wrapper.get('[role=switch][aria-label="Run failed is watching"]').trigger('click')
    await flushPromises()
    await useToastStore().toasts.at(-1)?.undo?.()
    await flushPromises()
    expect(saved().map(({ id, enabled }) => [id, enabled])).toEqual([
      ['run.failed', false],
      ['run.failed', true],
    ])
  })

  it('says at the field what is wrong, and saves only what is right', async () => {
    const { wrapper, type, button, press, saved } = await setUp()
    await type('Limit', 'much')
    expect(wrapper.text()).toContain('Enter a number.')
    expect(button('Save')?.attributes('aria-disabled')).toBeDefined()
    await type('Limit', '92,5')
    expect(wrapper.get('.editor p.words').text()).toContain('memory use is above 92.5%')
    await press('Save')
    expect(saved()[0]?.condition).toMatchObject({ kind: 'hardware', limit: 0.925 })
    expect(button('As it came')).toBeDefined()
  })

  it('takes the units along when another value is watched', async () => {
    const { wrapper } = await setUp()
    await wrapper.get('select[aria-label=Value]').setValue('disk.availableBytes')
    await flushPromises()
    const units = wrapper.get('select[aria-label="Unit of Limit"]').findAll('option')
    expect(units.map((unit) => unit.text())).toEqual(['MB', 'GB'])
  })

  it('keeps what was not saved while another rule is looked at, and discards it when told', async () => {
    const { wrapper, type, router, press } = await setUp()
    await type('Name', 'Almost out of memory')
    await router.replace('/alerts/rules?rule=run.failed')
    await flushPromises()
    expect(wrapper.get('.list').text()).toContain('not saved')
    await router.replace('/alerts/rules?rule=toolkit.memory')
    await flushPromises()
    expect((wrapper.get('input[aria-label=Name]').element as HTMLInputElement).value).toBe(
      'Almost out of memory',
    )
    await press('Discard changes')
    expect(wrapper.get('.list').text()).not.toContain('not saved')
  })

  it('asks for the preview a moment after the last change, and says when there was nothing to look at', async () => {
    const { wrapper, type, bridge, clock } = await setUp(undefined, {
      episodes: [],
      observationCount: 0,
      subjectCount: 0,
    })
    expect(wrapper.get('[aria-label=Preview]').text()).toContain('Nothing was recorded in the past 30 days')
    await type('Limit', '9')
    await type('Limit', '95')
    expect(bridge.inputsOf('rules.preview')).toHaveLength(1)
    clock.advance(500)
    await flushPromises()
    expect(bridge.inputsOf('rules.preview')).toHaveLength(2)
    expect(bridge.inputsOf('rules.preview')[1]).toMatchObject({
      rule: { condition: { limit: 0.95 } },
      days: 30,
    })
  })

  it('removes a rule and puts it back', async () => {
    const { wrapper, press, router } = await setUp()
    await press('Remove')
    expect(wrapper.get('.list').text()).not.toContain('Memory almost full')
    expect(router.currentRoute.value.query).toEqual({})
    await useToastStore().toasts.at(-1)?.undo?.()
    await flushPromises()
    expect(wrapper.get('.list').text()).toContain('Memory almost full')
  })

  it('makes a rule from a template, with everything filled in', async () => {
    const { wrapper, press, saved } = await setUp('/alerts/rules')
    await press('New rule')
    const template = wrapper.findAll('.template').find((each) => each.text().includes('Gradients explode'))
    await template?.trigger('click')
    await flushPromises()
    expect(wrapper.get<HTMLInputElement>('input[aria-label="Lasting at least"]').element.value).toBe('0')
    await press('Add rule')
    expect(saved()[0]).toMatchObject({
      name: 'Gradients explode',
      enabled: true,
      sustained: { count: 3, outOf: 5 },
    })
    // What the template leaves out of a part is filled in, not an empty field.
    expect(saved()[0]).toMatchObject({ condition: { statistic: 'latest' }, sustained: { forMs: 0 } })
    expect(saved()[0]?.id).toMatch(/^user\.[0-9a-f]{8}$/)
  })

  it('does not leave out an optional limit that is no number', async () => {
    const { wrapper, type, saved, press } = await setUp()
    await type('Ends at', '1.234,5')
    expect(wrapper.get('form.editor').text()).toContain('Enter a number.')
    expect(wrapper.get<HTMLInputElement>('input[aria-label="Ends at"]').element.value).toBe('1.234,5')
    await press('Save')
    expect(saved()).toEqual([])
  })

  it('says why the rules could not be read', async () => {
    const bridge = createFakeBridge({ 'rules.list': () => fail('unavailable', 'The database is busy.') })
    const { wrapper } = await mountApp(RulesView, { bridge, path: '/alerts/rules' })
    await flushPromises()
    expect(wrapper.text()).toContain('The database is busy.')
  })
})
