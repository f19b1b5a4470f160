import type { RunRef, MetricSeries } from '../../shared/model/run'
import type { Result } from '../../shared/result'
import type { MetricObservation } from '../../shared/rules/observation'

export interface WantedPoints extends RunRef {
  readonly keys: readonly string[]
  /** Epoch ms. */
  readonly since: number
  readonly most: number
}

/** `series` is null when they could not be read just now. */
export type ReadNewPoints = (
  wanted: readonly WantedPoints[],
) => Promise<Result<readonly (RunRef & { readonly series: readonly MetricSeries[] | null })[]>>

/**
 * The catalogue keeps the newest point of a metric, and a training logs many between two reads. Given the newest
 * points, finds those between them and the ones that were told before: bounded, never a whole history.
 */
export interface PointFollower {
  /**
   * What the rules are to be told, each metric's newest point last. Rules take a point that comes after a newer one for
   * old news: where the points between could not be read, the newest waits for the next call, once.
   */
  upTo(latest: readonly MetricObservation[]): Promise<readonly MetricObservation[]>
}

const mostPerMetric = 300
/** Of a run that is seen for the first time, what it did lately. */
const firstSightMs = 10 * 60_000
const mostRunsAtOnce = 50
const mostFollowed = 2_000

interface RunToRead {
  readonly wanted: WantedPoints
  readonly latest: ReadonlyMap<string, MetricObservation>
}

export function createPointFollower(read: ReadNewPoints): PointFollower {
  /** Time of the newest point that was told, by subject. */
  let toldAt = new Map<string, number>()
  /** Newest points of metrics that could not be read the last time, by subject. */
  let waiting: ReadonlyMap<string, MetricObservation> = new Map()

  return {
    async upTo(latest) {
      const before = waiting
      const newest = new Map([...before, ...latest.map((point) => [point.subject.key, point] as const)])
      const runs = byRun([...newest.values()])
      const failed = new Map<string, MetricObservation>()
      const found: MetricObservation[] = []
      for (let from = 0; from < runs.length; from += mostRunsAtOnce) {
        const batch = runs.slice(from, from + mostRunsAtOnce)
        const answer = await read(batch.map(({ wanted }) => wanted))
        const seriesOf = new Map(answer.ok ? answer.value.map((one) => [nameOf(one), one.series]) : [])
        for (const run of batch) {
          const series = seriesOf.get(nameOf(run.wanted)) ?? null
          for (const point of run.latest.values()) {
            const { key } = point.subject
            if (series === null && !before.has(key)) {
              failed.set(key, point)
              continue
            }
            const own = series?.find((one) => one.key === point.metric)
            found.push(...(own === undefined ? [] : observationsOf(own, point)), point)
            remember(point)
          }
        }
      }
      waiting = failed
      return found
    },
  }

  function byRun(points: readonly MetricObservation[]): readonly RunToRead[] {
    const runs = new Map<string, RunToRead>()
    for (const point of points) {
      const { sourceId, runId } = point.subject
      if (sourceId === null || runId === null) continue
      const known = runs.get(nameOf({ sourceId, runId }))
      const since = Math.min(known?.wanted.since ?? Infinity, sinceOf(point))
      const latest = new Map(known?.latest).set(point.metric, point)
      const wanted = { sourceId, runId, keys: [...latest.keys()], since, most: mostPerMetric }
      runs.set(nameOf(wanted), { wanted, latest })
    }
    return [...runs.values()]
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

function nameOf({ sourceId, runId }: RunRef): string {
  return `${sourceId}\n${runId}`
}

/** Those up to the newest one, which the rules are told by itself; told twice they count once. */
function observationsOf(series: MetricSeries, latest: MetricObservation): MetricObservation[] {
  const found: MetricObservation[] = []
  for (const [index, at] of series.timestamp.entries()) {
    const value = series.value[index] ?? NaN
    const step = series.step[index] ?? 0
    if (at > latest.at || (at === latest.at && step >= latest.step)) continue
    found.push({ ...latest, at, value, step, evidence: `${step}@${at}=${value}` })
  }
  return found
}
