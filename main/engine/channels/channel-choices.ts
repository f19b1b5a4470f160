import type { Channels, ChannelsPatch } from '../../../shared/model/channel'

/** The choices after a patch; its secrets are somebody else's. */
export function withPatch(channels: Channels, patch: ChannelsPatch): Channels {
  const { url: _slackUrl, ...slack } = patch.slack ?? {}
  const { password: _password, ...email } = patch.email ?? {}
  const { url: _webhookUrl, authorization: _authorization, ...webhook } = patch.webhook ?? {}
  return {
    ...channels,
    quietHours: { ...channels.quietHours, ...given(patch.quietHours ?? {}) },
    notifications: { ...channels.notifications, ...given(patch.notifications ?? {}) },
    slack: { ...channels.slack, ...given(slack) },
    email: { ...channels.email, ...given(email) },
    webhook: { ...channels.webhook, ...given(webhook) },
  }
}

/** A key that is there but undefined was not chosen. */
function given<T extends object>(part: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as never
}
