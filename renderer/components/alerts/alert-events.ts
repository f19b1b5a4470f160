import type { Alert, AlertEvent, AlertEventKind } from '../../../shared/model/alert'
import { numberText } from '../../../shared/rules/wording'
import type { Formats } from '../../composables/useFormat'

const words: Readonly<Record<AlertEventKind, string>> = {
  fired: 'Fired',
  repeated: 'Seen again',
  escalated: 'Became more severe',
  acknowledged: 'Acknowledged',
  muted: 'Muted',
  unmuted: 'Unmuted',
  resolved: 'Resolved',
  reopened: 'Reopened',
  notified: 'You were notified',
  imported: 'Imported',
  undone: 'An action was undone',
}

export interface EventLine {
  readonly at: number
  readonly words: string
  readonly detail: string
  /** More than one where the same happened several times on end. */
  readonly count: number
}

/** The history of an alert in lines, newest first; what repeated on end is one line. */
export function eventLines(events: readonly AlertEvent[]): readonly EventLine[] {
  const lines: EventLine[] = []
  let previous: AlertEventKind | null = null
  for (const event of events) {
    const last = lines.at(-1)
    if (event.kind === 'repeated' && previous === 'repeated' && last) {
      lines[lines.length - 1] = { ...lineOf(event), count: last.count + 1 }
    } else lines.push(lineOf(event))
    previous = event.kind
  }
  return lines.reverse()
}

function lineOf({ at, kind, by, value, detail }: AlertEvent): EventLine {
  const isPlain = kind === 'undone' || kind === 'notified'
  const parts = [
    detail !== null && !isPlain ? detail : '',
    value !== null && (kind === 'repeated' || kind === 'escalated') ? `value ${numberText(value)}` : '',
  ]
  return {
    at,
    words: by === null ? words[kind] : `${words[kind]} by ${by}`,
    detail: parts.filter(Boolean).join(' · '),
    count: 1,
  }
}

/** Where an alert stands, in a sentence. */
export function stateSentence(alert: Alert, format: Formats): string {
  switch (alert.state) {
    case 'firing':
      return alert.isBackfill
        ? 'From history: it had happened long before Sextant first read it, so nobody was notified and no badge counts it.'
        : 'New: nobody has looked at it yet.'
    case 'acknowledged':
      return `${alert.acknowledgedBy ?? 'Somebody'} acknowledged it ${format.dateTime(alert.acknowledgedAt)}.`
    case 'muted':
      return alert.mutedUntil === null
        ? 'Muted until it is resolved.'
        : `Muted until ${format.dateTime(alert.mutedUntil)}.`
    case 'resolved': {
      const who = alert.resolvedBy === 'user' ? 'Resolved by hand' : 'Resolved by itself'
      const why = alert.resolution === null ? '' : `: ${lowerFirst(alert.resolution)}`
      return `${who} ${format.dateTime(alert.resolvedAt)}${why}.`
    }
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')
}
