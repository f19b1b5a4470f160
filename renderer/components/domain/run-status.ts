import { CircleCheck, CircleDashed, CirclePlay, CircleSlash, CircleX, MoonStar } from '@lucide/vue'
import type { Component } from 'vue'
import type { RunStatus } from '../../../shared/model/run'

export type StatusTone = 'active' | 'good' | 'bad' | 'warn' | 'quiet'

/** A status is always an icon and a word; colour only supports them. */
export interface StatusLook {
  readonly word: string
  readonly icon: Component
  readonly tone: StatusTone
  readonly hint: string
}

export const statusLooks: Readonly<Record<RunStatus, StatusLook>> = {
  RUNNING: { word: 'Running', icon: CirclePlay, tone: 'active', hint: 'The run is under way.' },
  SCHEDULED: { word: 'Scheduled', icon: CircleDashed, tone: 'quiet', hint: 'The run has not started yet.' },
  FINISHED: { word: 'Finished', icon: CircleCheck, tone: 'good', hint: 'The run ended normally.' },
  FAILED: { word: 'Failed', icon: CircleX, tone: 'bad', hint: 'The run ended with an error.' },
  KILLED: { word: 'Killed', icon: CircleSlash, tone: 'quiet', hint: 'The run was stopped from outside.' },
}

const stale: StatusLook = {
  word: 'Silent',
  icon: MoonStar,
  tone: 'warn',
  hint: 'Marked as running, but nothing was written for hours: it was probably killed.',
}

export function statusLook(status: RunStatus, isStale: boolean): StatusLook {
  return isStale ? stale : statusLooks[status]
}
