import { severities, type Alert, type Severity } from '../../shared/model/alert'
import { postJson } from './post-json'
import type { ChannelMessage, SendOutcome } from './sender'

const mostListed = 10
/** Slack refuses a section beyond 3 000 characters. */
const longestText = 2_900

const marks: Readonly<Record<Severity, string>> = {
  info: ':information_source:',
  warning: ':warning:',
  error: ':red_circle:',
  critical: ':rotating_light:',
}

/** Body of an incoming webhook: blocks for people, `text` for banners and screen readers. */
export function slackBody({ notification, isTest }: ChannelMessage): object {
  const { title, body, severity, alerts } = notification
  const head = `${isTest ? '' : `${marks[severity]} `}*${escaped(title)}*`
  const lines = alerts.length > 1 ? listed(alerts) : [escaped(body)]
  const text = [head, ...lines].filter((line) => line !== '').join('\n')
  return {
    text: escaped(title),
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: shortened(text, longestText), verbatim: true } },
    ],
  }
}

export function sendToSlack(url: string, message: ChannelMessage): Promise<SendOutcome> {
  return postJson({ url, body: slackBody(message), name: 'Slack' })
}

function listed(alerts: readonly Alert[]): string[] {
  const worstFirst = alerts.toSorted(
    (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity),
  )
  const lines = worstFirst.slice(0, mostListed).map(({ severity, title, project, reason }) => {
    const place = project === null ? '' : ` (${escaped(project)})`
    return `• ${marks[severity]} ${escaped(title)}${place}${reason === '' ? '' : `: ${escaped(reason)}`}`
  })
  const rest = alerts.length - mostListed
  return rest > 0 ? [...lines, `… and ${rest} more, listed in Sextant`] : lines
}

/** Slack's three control characters; names of runs come from anywhere and must not become mentions or links. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
