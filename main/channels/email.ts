import type { Channels } from '../../shared/model/channel'
import type { Alert } from '../../shared/model/alert'
import { severities } from '../../shared/model/alert'
import { describeThrown } from '../../shared/result'
import type { ChannelMessage, SendOutcome } from './sender'

export type MailSettings = Pick<Channels['email'], 'host' | 'port' | 'security' | 'userName' | 'from' | 'to'>

const mostListed = 50
const timeoutMs = 15_000

export interface MailText {
  readonly subject: string
  readonly text: string
}

/** Plain text: it reads the same everywhere, and names of runs cannot become markup. */
export function mailText({ notification, isTest }: ChannelMessage): MailText {
  const { title, body, severity, alerts, kind } = notification
  const mark = isTest || kind === 'resolved' ? '' : `${severity}: `
  const worstFirst = alerts.toSorted(
    (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity),
  )
  const listed = alerts.length > 1 ? worstFirst.slice(0, mostListed).map(paragraph) : []
  const rest = alerts.length - mostListed
  return {
    subject: `[Sextant] ${mark}${title}`.replace(/\s+/g, ' ').slice(0, 200),
    text: [
      ...(alerts.length > 1 ? [title] : [title, body]),
      ...listed,
      ...(rest > 0 ? [`… and ${rest} more, listed in Sextant.`] : []),
      '-- \nSent by Sextant on your Mac, as you chose in its settings.',
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  }
}

function paragraph({ severity, title, message, reason, project }: Alert): string {
  const head = `${severity.toUpperCase()}  ${title}${project === null ? '' : ` (${project})`}`
  return [head, reason, message === reason ? '' : message].filter((line) => line !== '').join('\n  ')
}

/**
 * Over SMTP by nodemailer, which is loaded with the first message: most people send none. `starttls` is required,
 * never merely tried: a server that does not offer it gets neither password nor text.
 */
export async function sendMail(
  settings: MailSettings,
  password: string | null,
  message: ChannelMessage,
): Promise<SendOutcome> {
  const { createTransport } = await import('nodemailer')
  const { host, port, security, userName, from, to } = settings
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(userName === '' ? {} : { auth: { user: userName, pass: password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // Nothing of a message may name a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    const { subject, text } = mailText(message)
    const headers = { 'X-Sextant-Delivery': message.deliveryId }
    const sent = await transport.sendMail({ from, to: [...to], subject, text, headers })
    const refused = sent.rejected.length
    if (refused === 0) return { isSent: true }
    return {
      isSent: false,
      canRetry: false,
      message: `The mail server refused ${refused} of ${to.length} recipients.`,
    }
  } catch (thrown) {
    return outcomeOf(thrown, host)
  } finally {
    transport.close()
  }
}

/** Codes of nodemailer; replies of 4xx are the server's own "later". */
function outcomeOf(thrown: unknown, host: string): SendOutcome {
  const { code, responseCode } = thrown as { readonly code?: unknown; readonly responseCode?: unknown }
  // Its message can quote what was sent; only the code and the reply's number are kept.
  const detail =
    thrown instanceof Error
      ? `${String(code)} ${typeof responseCode === 'number' ? responseCode : ''}`
      : describeThrown(thrown)
  const isLater = typeof responseCode === 'number' && responseCode >= 400 && responseCode < 500
  const fault = (canRetry: boolean, message: string): SendOutcome => ({
    isSent: false,
    canRetry,
    message,
    detail,
  })
  switch (code) {
    case 'EAUTH':
      return fault(isLater, `${host} did not accept the user name and password.`)
    case 'ETLS':
      return fault(false, `${host} offers no secure connection of the chosen kind.`)
    case 'EENVELOPE':
      return fault(isLater, `${host} did not accept the sender or the recipients.`)
    case 'EMESSAGE':
      return fault(isLater, `${host} did not take the message.`)
    case 'EDNS':
    case 'ENOTFOUND':
      return fault(true, `${host} was not found.`)
    default:
      if (thrown instanceof Error && /certificate/i.test(thrown.message)) {
        return fault(false, `The certificate of ${host} is not one this Mac trusts.`)
      }
      return fault(true, `${host} cannot be reached, or broke off.`)
  }
}
