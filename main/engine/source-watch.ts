import type { Clock } from '../../shared/clock'
import { failedRootId, isFailedRootId, type SourceStatus } from '../../shared/model/source'
import { observeSources, type SeenSources } from '../../shared/rules/observe/sources'
import type { AlertDesk } from './alert-desk'

interface SourceWatchOptions {
  readonly clock: Clock
  readonly alerts: Pick<AlertDesk, 'rules' | 'observe' | 'forget' | 'watched' | 'onReady'>
  /** Whether the user still wants this root. */
  readonly isWatched: (root: string) => boolean
}

/** Brings the health of sources before the rules. */
export interface SourceWatch {
  /** All statuses, whenever one changed. */
  tell(statuses: readonly SourceStatus[]): void
}

export function createSourceWatch({ clock, alerts, isWatched }: SourceWatchOptions): SourceWatch {
  let seen: SeenSources = new Map()
  /** What was told before the rules were there to look at it. */
  let waiting: readonly SourceStatus[] | null = null
  let failedRoots: ReadonlySet<string> | null = null

  function tell(statuses: readonly SourceStatus[]): void {
    waiting = alerts.rules() === null ? statuses : null
    if (waiting !== null) return
    const news = observeSources(seen, statuses, clock.now())
    seen = news.seen
    alerts.observe(news.observations)
    forgetRoots(new Set(statuses.map(({ id }) => id).filter(isFailedRootId)))
  }

  /** A root says only that it cannot be read: once it can, or is not wanted any more, nothing is said of it. */
  function forgetRoots(failed: ReadonlySet<string>): void {
    const before = failedRoots
    failedRoots = failed
    if (before !== null && [...before].every((id) => failed.has(id))) return
    for (const sourceId of alerts.watched().sourceIds) {
      if (!isFailedRootId(sourceId) || failed.has(sourceId)) continue
      const root = sourceId.slice(failedRootId('').length)
      alerts.forget(isWatched(root) ? { sourceId, why: 'It can be read again' } : { sourceId })
    }
  }

  alerts.onReady(() => {
    if (waiting !== null) tell(waiting)
  })
  return { tell }
}
