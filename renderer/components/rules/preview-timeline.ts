import type { Severity } from '../../../shared/model/alert'
import type { Preview } from '../../../shared/rules/preview'
import { countText, durationText } from '../../../shared/rules/wording'

export const previewDays = 30
const dayMs = 86_400_000

export interface TimelineBar {
  readonly severity: Severity
  /** Shares of the width, 0..1. */
  readonly left: number
  readonly width: number
}

export interface Timeline {
  readonly from: number
  readonly to: number
  readonly bars: readonly TimelineBar[]
}

/** The episodes of a preview as bars over the past days; short ones are still seen, which is the view's affair. */
export function timelineOf({ episodes }: Preview, now: number, days = previewDays): Timeline {
  const from = now - days * dayMs
  const place = (at: number) => Math.max(0, Math.min(1, (at - from) / (now - from)))
  const bars = episodes.map(({ severity, firedAt, resolvedAt }) => {
    const left = place(firedAt)
    return { severity, left, width: place(resolvedAt ?? now) - left }
  })
  return { from, to: now, bars }
}

/** What a preview says, in one sentence; that there was nothing to look at is not "never". */
export function previewSentence({ episodes, observationCount, subjectCount }: Preview, now: number): string {
  const past = `the past ${previewDays} days`
  if (observationCount === 0) {
    return `Nothing was recorded in ${past} that this rule speaks of, so there is nothing to say.`
  }
  const looked = `${countText(observationCount, 'value')} of ${countText(subjectCount, 'subject')}`
  if (episodes.length === 0) return `It would not have fired in ${past}: ${looked} were looked at.`
  const about = new Set(episodes.map(({ subject }) => subject.key)).size
  const open = episodes.filter(({ resolvedAt }) => resolvedAt === null).length
  const longest = episodes.reduce(
    (most, { firedAt, resolvedAt }) => Math.max(most, (resolvedAt ?? now) - firedAt),
    0,
  )
  const parts = [
    `It would have fired ${countText(episodes.length, 'time')} in ${past}`,
    about > 1 ? `for ${countText(about, 'subject')}` : '',
  ]
  const rest = [
    open > 0 ? `${open} would still be open` : '',
    longest >= 60_000 ? `the longest ${durationText(longest)}` : '',
  ]
  const tail = rest.filter(Boolean).join(', ')
  return `${parts.filter(Boolean).join(' ')}${tail === '' ? '' : `; ${tail}`}.`
}
