import type { Experiment } from '../../../shared/model/run'
import { fieldOf } from '../evidently/untrusted'
import { timeOf } from './numbers'
import { entriesOf, filledTextOf, idOf, stageOf } from './parts'

/** An experiment of `experiments/search` or `experiments/list` (message Experiment); null for what is none. */
export function parseExperiment(value: unknown, sourceId: string): Experiment | null {
  const experimentId = idOf(fieldOf(value, 'experiment_id'))
  if (experimentId === null) return null
  return {
    sourceId,
    experimentId,
    name: filledTextOf(fieldOf(value, 'name')) ?? '',
    lifecycleStage: stageOf(fieldOf(value, 'lifecycle_stage')),
    tags: Object.fromEntries(entriesOf(fieldOf(value, 'tags'))),
    artifactLocation: filledTextOf(fieldOf(value, 'artifact_location')),
    createdAt: timeOf(fieldOf(value, 'creation_time')),
    updatedAt: timeOf(fieldOf(value, 'last_update_time')),
    // Asked for apart (trace-counts.ts).
    traceCount: null,
  }
}
