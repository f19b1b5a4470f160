import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import NotificationSettings from '../../../../../renderer/components/channels/NotificationSettings.vue'
import { deliveryLine } from '../../../../../renderer/components/channels/delivery-words'
import { useFormat } from '../../../../../renderer/composables/useFormat'
import {
  defaultChannels,
  type ChannelsPatch,
  type ChannelsState,
  type Delivery,
} from '../../../../../shared/model/channel'
import { fail, ok } from '../../../../../shared/result'
import { createFakeBridge } from '../../support/fake-bridge'
import { mountApp } from '../../support/mount-app'

afterEach(() => document.body.replaceChildren())

const off: Delivery = { state: 'off', message: null, lastSentAt: null, lastFailedAt: null, waitingCount: 0 }
const state = (patch: Partial<ChannelsState> = {}): ChannelsState => ({
  quietHours: { ...defaultChannels.quietHours, isQuietNow: false },
  notifications: { ...defaultChannels.notifications, delivery: off },
  slack: { ...defaultChannels.slack, destination: null, delivery: off },
  email: { ...defaultChannels.email, hasPassword: false, delivery: off },
  webhook: { ...defaultChannels.webhook, destination: null, hasAuthorization: false, delivery: off },
  secretsLast: 'keychain',
  ...patch,
})
const slackOn: ChannelsState['slack'] = {
  ...state().slack,
  isEnabled: true,
  destination: 'https://hooks.slack.com',
  delivery: { ...off, state: 'ready' },
}

async function setUp(channels: ChannelsState) {
  const bridge = createFakeBridge({
    'channels.get': () => ok(channels),
    'channels.update': () => ok(channels),
    'channels.test': () => ok({ isDelivered: false, message: 'Slack does not know this address.' }),
  })
  const mounted = await mountApp(NotificationSettings, { bridge })
  await flushPromises()
  const patches = () => bridge.inputsOf('channels.update') as ChannelsPatch[]
  const press = async (label: string) => {
    await mounted.wrapper
      .findAll('button')
      .find((each) => each.text() === label)
      ?.trigger('click')
    await flushPromises()
  }
  return { ...mounted, bridge, patches, press }
}

describe('NotificationSettings', () => {
  it('keeps the port of the mail server when the field is left, and only what is one', async () => {
    const email = { ...state().email, isEnabled: true, port: 587 }
    const { wrapper, patches } = await setUp(state({ email }))
    const port = wrapper.get<HTMLInputElement>('[aria-label=Port]')
    const type = async (text: string) => {
      port.element.value = text
      await port.trigger('input')
    }
    for (const typed of ['2', '25', '2525']) await type(typed)
    expect(patches()).toEqual([])
    await port.trigger('change')
    expect(patches()).toEqual([{ email: { port: 2525 } }])
    await type('smtp')
    await port.trigger('change')
    expect([patches().length, port.element.value]).toEqual([1, '587'])
  })

  it('has every channel off at first, and switches one on', async () => {
    const { wrapper, patches } = await setUp(state())
    expect(wrapper.findAll('[role=switch][aria-checked=true]')).toEqual([])
    await wrapper.get('[role=switch][aria-label=Slack]').trigger('click')
    expect(patches()).toEqual([{ slack: { isEnabled: true } }])
  })

  it('routes by severity, in their order', async () => {
    const { wrapper, patches } = await setUp(state({ slack: slackOn }))
    await wrapper.get('[aria-label="Severities for Slack"] input').trigger('change')
    expect(patches()).toEqual([{ slack: { severities: ['info', 'error', 'critical'] } }])
  })

  it('never shows a secret: what is kept is replaced or removed', async () => {
    const { wrapper, patches, press } = await setUp(state({ slack: slackOn }))
    expect(wrapper.text()).toContain('https://hooks.slack.com')
    await press('Replace')
    const input = wrapper.get('input[type=password]')
    await input.setValue('https://hooks.slack.com/services/T0/B0/secret')
    await press('Keep')
    expect(patches()).toEqual([{ slack: { url: 'https://hooks.slack.com/services/T0/B0/secret' } }])
    await press('Remove')
    expect(patches()[1]).toEqual({ slack: { url: null } })
    expect(wrapper.html()).not.toContain('T0/B0')
  })

  it('says in words what came of a test', async () => {
    const { wrapper, press, bridge } = await setUp(state({ slack: slackOn }))
    await press('Send a test')
    expect(bridge.inputsOf('channels.test')).toEqual([{ channel: 'slack' }])
    expect(wrapper.text()).toContain('Slack does not know this address.')
  })

  it('moves the usual port along with the security of the mail server', async () => {
    const email = { ...state().email, isEnabled: true }
    const { wrapper, patches } = await setUp(state({ email }))
    await wrapper.get('select[aria-label=Security]').setValue('tls')
    expect(patches()).toEqual([{ email: { security: 'tls', port: 465 } }])
  })

  it('follows the delivery as it goes', async () => {
    const { wrapper, bridge } = await setUp(state({ slack: slackOn }))
    const delivery: Delivery = { ...off, state: 'failing', message: 'hooks.slack.com cannot be reached.' }
    bridge.push('channels.changed', state({ slack: { ...slackOn, delivery } }))
    await flushPromises()
    expect(wrapper.text()).toContain('Failed: hooks.slack.com cannot be reached.')
  })

  it('says so when secrets last only until the app quits', async () => {
    const { wrapper } = await setUp(state({ secretsLast: 'session' }))
    expect(wrapper.text()).toContain('forgotten when Sextant quits')
  })

  it('offers to try again when nothing could be read', async () => {
    const bridge = createFakeBridge({ 'channels.get': () => fail('unavailable', 'Still starting.') })
    const { wrapper } = await mountApp(NotificationSettings, { bridge })
    await flushPromises()
    expect(wrapper.text()).toContain('Still starting.')
  })
})

it.each([
  [off, null],
  [{ ...off, state: 'ready' as const }, 'Ready.'],
  [{ ...off, state: 'incomplete' as const, message: 'The address is missing.' }, 'The address is missing.'],
  [
    { ...off, state: 'retrying' as const, message: 'No route.', lastFailedAt: 0, waitingCount: 2 },
    'Trying again (2 min ago): No route. 2 waiting.',
  ],
])('a delivery says how it goes', (delivery, text) => {
  expect(deliveryLine(delivery, 120_000, useFormat())?.text ?? null).toBe(text)
})
