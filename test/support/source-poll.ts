import type { PollOutcome, PollRequest, Source, SourceBatch } from '../../main/sources/source'
import type { WorkspaceProject } from '../../shared/model/workspace'
import type { Model } from '../../shared/model/registered-model'
import type { Experiment, Run } from '../../shared/model/run'
import type { Problem } from '../../shared/model/source'
import type { Result } from '../../shared/result'

/** What a poll handed over, put together. */
export interface Polled {
  readonly outcome: Result<PollOutcome>
  readonly problems: readonly Problem[]
  readonly batches: readonly SourceBatch[]
  readonly projects: readonly WorkspaceProject[]
  readonly experiments: readonly Experiment[]
  readonly runs: readonly Run[]
  readonly models: readonly Model[]
  readonly removed: Required<NonNullable<SourceBatch['removed']>>
}

export async function pollSource(source: Source, request: Partial<PollRequest> = {}): Promise<Polled> {
  const batches: SourceBatch[] = []
  const signal = new AbortController().signal
  const outcome = await source.poll({ signal, emit: (batch) => batches.push(batch), ...request })
  const removed = (kind: 'projectPaths' | 'experimentIds' | 'runIds' | 'modelIds' | 'reportIds') =>
    batches.flatMap((batch) => batch.removed?.[kind] ?? [])
  return {
    outcome,
    problems: outcome.ok ? outcome.value.problems : [],
    batches,
    projects: batches.flatMap((batch) => batch.projects ?? []),
    experiments: batches.flatMap((batch) => batch.experiments ?? []),
    runs: batches.flatMap((batch) => batch.runs ?? []),
    models: batches.flatMap((batch) => batch.models ?? []),
    removed: {
      projectPaths: removed('projectPaths'),
      experimentIds: removed('experimentIds'),
      runIds: removed('runIds'),
      modelIds: removed('modelIds'),
      reportIds: removed('reportIds'),
    },
  }
}
