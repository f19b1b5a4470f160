import type { ChannelsState } from '../../../shared/model/channel'

const always = 'Sextant has no account, no telemetry and no server of its own.'

/**
 * What leaves this Mac as things are set now: nothing, or the alerts, by the channels that are on. `serverCount` is how
 * many MLflow servers are watched. Null channels: not known yet, and nothing is claimed.
 */
export function privacySentence(channels: ChannelsState | null, serverCount: number): string {
  if (channels === null) return always
  const told = channelsThatTell(channels)
  const leaves =
    told.length === 0
      ? 'Nothing leaves this Mac.'
      : `Alerts leave this Mac by ${listed(told)}, because you turned that on; nothing else does.`
  return `${leaves} ${always}${asked(serverCount)}`
}

function asked(serverCount: number): string {
  if (serverCount === 0) return ''
  return serverCount === 1
    ? ' It asks the MLflow server that you added for what it holds.'
    : ` It asks the ${serverCount} MLflow servers that you added for what they hold.`
}

/** macOS notifications stay on this Mac. */
function channelsThatTell({ slack, email, webhook }: ChannelsState): readonly string[] {
  return [
    ...(slack.isEnabled ? [named('Slack', hostOf(slack.destination))] : []),
    ...(email.isEnabled ? [named('e-mail', email.host === '' ? null : email.host)] : []),
    ...(webhook.isEnabled ? [named('the webhook', hostOf(webhook.destination))] : []),
  ]
}

const named = (channel: string, host: string | null) => (host === null ? channel : `${channel} (${host})`)

function hostOf(origin: string | null): string | null {
  return origin === null || !URL.canParse(origin) ? null : new URL(origin).host
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}
