import type { Run } from '../../../shared/model/run'
import { createFingerprint } from './fingerprint'
import type { RunParts } from './run-parts'
import type { RunRow } from './run-rows'

/** A run from its row and parts. `artifactUri` is where its artifacts were found, or the recorded URI. */
export function runOf(sourceId: string, row: RunRow, parts: RunParts, artifactUri: string | null): Run {
  const tags = new Map(parts.tags)
  return {
    sourceId,
    runId: row.runId,
    experimentId: row.experimentId,
    // Up to 1.29 the name was a tag only.
    name: row.name ?? tags.get('mlflow.runName') ?? '',
    status: row.status,
    startTime: row.startTime,
    endTime: row.endTime,
    lifecycleStage: row.lifecycleStage,
    parentRunId: tags.get('mlflow.parentRunId') ?? null,
    userName: row.userName ?? tags.get('mlflow.user') ?? null,
    artifactUri,
    params: Object.fromEntries(parts.params),
    tags: Object.fromEntries(parts.tags),
    metrics: Object.fromEntries(parts.metrics),
    datasets: parts.datasets,
    models: parts.models,
  }
}

export function fingerprintOfRun(row: RunRow, parts: RunParts, artifactUri: string | null): number {
  const hash = createFingerprint()
  hash.add(row.fingerprint)
  hash.add(artifactUri)
  for (const entries of [parts.params, parts.tags]) {
    hash.add(entries.length)
    for (const [key, value] of entries) {
      hash.add(key)
      hash.add(value)
    }
  }
  for (const [key, { value, step, timestamp }] of parts.metrics) {
    hash.add(key)
    hash.add(value)
    hash.add(step)
    hash.add(timestamp)
  }
  for (const part of [...parts.datasets, ...parts.models]) hash.add(JSON.stringify(part))
  return hash.value()
}
