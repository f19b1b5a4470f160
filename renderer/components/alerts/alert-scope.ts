import {
  openStates,
  type AlertQueryInput,
  type AlertState,
  type AlertTotals,
} from '../../../shared/model/alert'

/** The tabs of the inbox. */
export const inboxTabs = ['open', 'muted', 'resolved', 'all'] as const
export type InboxTab = (typeof inboxTabs)[number]

export const tabStates: Readonly<Record<InboxTab, readonly AlertState[]>> = {
  open: openStates,
  muted: ['muted'],
  resolved: ['resolved'],
  all: [],
}

export function tabCount(tab: InboxTab, totals: AlertTotals | null): number | undefined {
  if (totals === null) return undefined
  const states = tabStates[tab]
  return states.length === 0 ? totals.total : states.reduce((sum, state) => sum + totals.byState[state], 0)
}

/** A page that led here narrows the list to what it shows: one run, one report. */
export interface InboxScope {
  readonly sourceId: string | null
  readonly runId: string | null
  readonly reportId: string | null
  readonly ruleId: string | null
}

type Address = Readonly<Record<string, unknown>>

export function scopeOf(address: Address): InboxScope {
  return {
    sourceId: textOf(address['source']),
    runId: textOf(address['run']),
    reportId: textOf(address['report']),
    ruleId: textOf(address['rule']),
  }
}

export function scopeWords({ runId, reportId, ruleId }: InboxScope): string | null {
  if (runId !== null) return 'of one run'
  if (reportId !== null) return 'of one report'
  return ruleId === null ? null : 'of one rule'
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A link may ask for a tab. */
export function tabOf(value: unknown): InboxTab | null {
  return inboxTabs.find((tab) => tab === value) ?? null
}

export type InboxFilter = Pick<AlertQueryInput, 'text' | 'severities' | 'types'>

export function isFiltered({ text, severities, types }: InboxFilter): boolean {
  return (text ?? '') !== '' || (severities?.length ?? 0) > 0 || (types?.length ?? 0) > 0
}
