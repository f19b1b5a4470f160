import type { GoldenPoint, GoldenStore } from '../../contract/golden-store'
import { endSentence, endTag } from '../../../main/sources/run-logs/run-of'

/**
 * The golden store as a folder of logs holds it: one experiment, no registry, no tags, and points whose steps do not
 * fall (a log in which they do tells of a restart). Runs are over, by the age of what they hold.
 */
export function reduceToLogs(
  golden: GoldenStore,
  held: { experimentId: string; experimentName: string; hasParams: boolean },
): GoldenStore {
  const experiment = {
    experimentId: held.experimentId,
    name: held.experimentName,
    lifecycleStage: 'active',
    tags: {},
    artifactLocation: '',
    createdAt: null,
    updatedAt: null,
    traceCount: null,
  } as const
  return {
    experiments: [experiment],
    runs: golden.runs.map((run) => {
      const points = risingSteps(run.points)
      return {
        ...run,
        points,
        experimentId: held.experimentId,
        name: run.runId,
        // Without a point's time the file's own counts, and it was written just now.
        status: points.length === 0 ? 'RUNNING' : 'FINISHED',
        startTime: points.length === 0 ? null : Math.min(...points.map((point) => point.timestamp)),
        lifecycleStage: 'active',
        userName: null,
        params: held.hasParams ? run.params : {},
        tags: points.length === 0 ? {} : { [endTag]: endSentence },
        datasets: [],
        models: [],
      }
    }),
    registeredModels: [],
    loggedModels: [],
    traces: [],
  }
}

function risingSteps(points: readonly GoldenPoint[]): GoldenPoint[] {
  const highest = new Map<string, number>()
  return points.filter(({ key, step }) => {
    const isRising = step >= (highest.get(key) ?? -Infinity)
    if (isRising) highest.set(key, step)
    return isRising
  })
}
