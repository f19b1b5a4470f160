import { runStatuses, type LifecycleStage, type RunStatus } from '../../../shared/model/run'
import { noProject, type RunIndex } from './run-index'

/** Runs that are alike in all that a summary counts by. */
export interface RunGroup {
  readonly sourceId: string
  readonly experimentId: string
  readonly project: string | null
  readonly lifecycleStage: LifecycleStage
  readonly status: RunStatus
  readonly runs: number
  /** Epoch ms. */
  readonly lastRunAt: number | null
}

/** What `GROUP BY` over the table of runs gives, in a fraction of its time: it is asked four times a second while runs come in. */
export function runGroups(index: RunIndex): readonly RunGroup[] {
  const projects = index.projectsBySlot()
  const groups = new Map<number, { slot: number; runs: number; lastRunAt: number }>()
  const projectRange = index.projects.length + 1
  for (let slot = 0; slot < projects.length; slot++) {
    if (index.alive.at(slot) === 0) continue
    const project = projects[slot] === noProject ? index.projects.length : (projects[slot] ?? 0)
    const kind = (index.statuses.at(slot) << 1) | index.deleted.at(slot)
    const key = (index.experiments.at(slot) * projectRange + project) * 16 + kind
    const startedAt = index.starts.at(slot)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { slot, runs: 1, lastRunAt: startedAt })
    else {
      group.runs++
      if (!(group.lastRunAt >= startedAt) && !Number.isNaN(startedAt)) group.lastRunAt = startedAt
    }
  }
  return Array.from(groups.values(), ({ slot, runs, lastRunAt }): RunGroup => {
    const experiment = index.experimentList[index.experiments.at(slot)]
    return {
      sourceId: experiment?.sourceId ?? '',
      experimentId: experiment?.experimentId ?? '',
      project: index.projects[projects[slot] ?? noProject] ?? null,
      lifecycleStage: index.deleted.at(slot) === 1 ? 'deleted' : 'active',
      status: runStatuses[index.statuses.at(slot)] ?? 'RUNNING',
      runs,
      lastRunAt: Number.isNaN(lastRunAt) ? null : lastRunAt,
    }
  })
}
