import type { RunRef, MetricSeries } from '../../shared/model/run'
import type { Result } from '../../shared/result'
import type { MetricObservation } from '../../shared/rules/observation'

export interface WantedPoints extends RunRef {
  readonly keys: readonly string[]
  /** Epoch ms. */
  readonly since: number
  readonly most: number
}

export type ReadNewPoints = (
  wanted: readonly WantedPoints[],
) => Promise<Result<readonly (RunRef & { readonly series: readonly MetricSeries[] })[]>>

/**
 * The catalogue keeps the newest point of a metric, and a training logs many between two reads. Given the newest
 * points, finds those between them and the ones that were told before: bounded, never a whole history.
 */
export interface PointFollower {
  between(latest: readonly MetricObservation[]): Promise<readonly MetricObservation[]>
}

const mostPerMetric = 300
/** Of a run that is seen for the first time, what it did lately. */
const firstSightMs = 10 * 60_000
const mostRunsAtOnce = 50
const mostFollowed = 2_000

export function createPointFollower(read: ReadNewPoints): PointFollower {
  /** Time of the newest point that was told, by subject. */
  let toldAt = new Map<string, number>()

  return {
    async between(latest) {
      const runs = new Map<string, { wanted: WantedPoints; latest: Map<string, MetricObservation> }>()
      for (const point of latest) {
        const { sourceId, runId } = point.subject
        if (sourceId === null || runId === null) continue
        const key = `${sourceId}\n${runId}`
        const known = runs.get(key)
        const since = Math.min(known?.wanted.since ?? Infinity, sinceOf(point))
        const points = (known?.latest ?? new Map<string, MetricObservation>()).set(point.metric, point)
        runs.set(key, {
          wanted: { sourceId, runId, keys: [...points.keys()], since, most: mostPerMetric },
          latest: points,
        })
      }
      for (const point of latest) remember(point)
      const asked = [...runs.values()].slice(0, mostRunsAtOnce)
      const answer = await read(asked.map(({ wanted }) => wanted))
      if (!answer.ok) return []
      return answer.value.flatMap(({ sourceId, runId, series }) => {
        const points = runs.get(`${sourceId}\n${runId}`)?.latest
        return series.flatMap((one) => observationsOf(one, points?.get(one.key)))
      })
    },
  }

  function sinceOf(point: MetricObservation): number {
    return toldAt.get(point.subject.key) ?? point.at - firstSightMs
  }

  function remember(point: MetricObservation): void {
    toldAt.delete(point.subject.key)
    toldAt.set(point.subject.key, point.at)
    if (toldAt.size > mostFollowed) toldAt = new Map([...toldAt].slice(-mostFollowed / 2))
  }
}

/** Those up to the newest one, which the rules are told by itself; told twice they count once. */
function observationsOf(series: MetricSeries, latest: MetricObservation | undefined): MetricObservation[] {
  if (latest === undefined) return []
  const found: MetricObservation[] = []
  for (const [index, at] of series.timestamp.entries()) {
    const value = series.value[index] ?? NaN
    const step = series.step[index] ?? 0
    if (at > latest.at || (at === latest.at && step >= latest.step)) continue
    found.push({ ...latest, at, value, step, evidence: `${step}@${at}=${value}` })
  }
  return found
}
