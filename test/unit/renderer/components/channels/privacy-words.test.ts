import { describe, expect, it } from 'vitest'
import { privacySentence } from '../../../../../renderer/components/channels/privacy-words'
import { defaultChannels, type ChannelsState, type Delivery } from '../../../../../shared/model/channel'

const off: Delivery = { state: 'off', message: null, lastSentAt: null, lastFailedAt: null, waitingCount: 0 }
const allOff: ChannelsState = {
  quietHours: { ...defaultChannels.quietHours, isQuietNow: false },
  notifications: { ...defaultChannels.notifications, isEnabled: true, delivery: off },
  slack: { ...defaultChannels.slack, destination: 'https://hooks.slack.com', delivery: off },
  email: { ...defaultChannels.email, host: 'smtp.example.org', hasPassword: false, delivery: off },
  webhook: { ...defaultChannels.webhook, destination: null, hasAuthorization: false, delivery: off },
  secretsLast: 'keychain',
}
const always = 'Sextant has no account, no telemetry and no server of its own.'

describe('what is said of privacy', () => {
  it('is that nothing leaves, where no channel to elsewhere is on', () => {
    expect(privacySentence(allOff, 0)).toBe(`Nothing leaves this Mac. ${always}`)
    expect(privacySentence(allOff, 2)).toBe(
      `Nothing leaves this Mac. ${always} It asks the 2 MLflow servers that you added for what they hold.`,
    )
  })

  it('names every channel that is on, and where it leads', () => {
    const on = (channel: 'slack' | 'email' | 'webhook') => ({
      [channel]: { ...allOff[channel], isEnabled: true },
    })
    expect(privacySentence({ ...allOff, ...on('slack') }, 1)).toBe(
      `Alerts leave this Mac by Slack (hooks.slack.com), because you turned that on; nothing else does. ${always} It asks the MLflow server that you added for what it holds.`,
    )
    expect(privacySentence({ ...allOff, ...on('slack'), ...on('email'), ...on('webhook') }, 0)).toContain(
      'by Slack (hooks.slack.com), e-mail (smtp.example.org) and the webhook, because',
    )
  })

  it('claims nothing that is not known yet', () => {
    expect(privacySentence(null, 0)).toBe(always)
  })
})
