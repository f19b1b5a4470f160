import type { Experiment, Run } from '../../shared/model/run'
import type { Model } from '../../shared/model/registered-model'

/** Whole entities with the fields a test cares about. */
export function anExperiment(fields: Partial<Experiment> = {}): Experiment {
  return {
    sourceId: 'store',
    experimentId: '1',
    name: 'experiment',
    lifecycleStage: 'active',
    tags: {},
    artifactLocation: null,
    createdAt: null,
    updatedAt: null,
    traceCount: null,
    ...fields,
  }
}

export function aRun(fields: Partial<Run> = {}): Run {
  return {
    sourceId: 'store',
    runId: 'run-1',
    experimentId: '1',
    name: 'able-fox',
    status: 'FINISHED',
    startTime: 1_000,
    endTime: 2_000,
    lifecycleStage: 'active',
    parentRunId: null,
    userName: null,
    artifactUri: null,
    params: {},
    tags: {},
    metrics: {},
    datasets: [],
    models: [],
    ...fields,
  }
}

export function aModel(fields: Partial<Model> = {}): Model {
  return {
    sourceId: 'store',
    kind: 'registered-version',
    modelId: 'm/1',
    name: 'm',
    version: '1',
    description: null,
    status: 'READY',
    lifecycleStage: 'active',
    path: null,
    bytes: null,
    runId: null,
    experimentId: null,
    project: null,
    tags: {},
    aliases: [],
    createdAt: null,
    updatedAt: null,
    ...fields,
  }
}
