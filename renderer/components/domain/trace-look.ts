import { CircleCheck, CircleHelp, CircleX, LoaderCircle } from '@lucide/vue'
import type { Component } from 'vue'
import type { TraceRow } from '../../../shared/model/trace'

interface TraceLook {
  readonly word: string
  readonly icon: Component
  readonly tone: 'good' | 'bad' | 'active' | 'quiet'
}

const looks: Readonly<Record<NonNullable<TraceRow['state']>, TraceLook>> = {
  OK: { word: 'OK', icon: CircleCheck, tone: 'good' },
  ERROR: { word: 'Error', icon: CircleX, tone: 'bad' },
  IN_PROGRESS: { word: 'In progress', icon: LoaderCircle, tone: 'active' },
}
const unknown: TraceLook = { word: 'Not known', icon: CircleHelp, tone: 'quiet' }

export function traceLook(state: TraceRow['state']): TraceLook {
  return state === null ? unknown : looks[state]
}

/** A trace without a name goes by its id. */
export function traceTitle({ name, traceId }: TraceRow): string {
  return name ?? traceId
}

/** Tags that people gave; MLflow's own are facts of the trace, and shown with it. */
export function ownTags({ tags }: TraceRow): readonly (readonly [string, string])[] {
  return Object.entries(tags)
    .filter(([key]) => !key.startsWith('mlflow.'))
    .sort(([a], [b]) => a.localeCompare(b))
}

/** One line of what was asked: JSON over several lines would show its first brace alone. */
export function oneLine(text: string | null): string | null {
  return text === null ? null : text.replace(/\s+/g, ' ').trim()
}
