import type { Model } from '../../model/registered-model'
import type { MetricValue, RunRef } from '../../model/run'
import type { ModelObservation, ModelVersionFacts } from '../observation'
import { modelSubject } from '../subjects'
import { digestOf } from './digest'

export type SeenModels = ReadonlyMap<string, string>

/**
 * Registered models whose versions, or whose newest version's metrics, changed.
 * @param metricsOf Latest metrics of a run, or null when it is not known.
 */
export function observeModels(
  seen: SeenModels,
  models: readonly Model[],
  metricsOf: (run: RunRef) => Readonly<Record<string, MetricValue>> | null,
  now: number,
): { readonly observations: readonly ModelObservation[]; readonly seen: SeenModels } {
  const groups = new Map<string, Model[]>()
  for (const model of models) {
    if (model.kind !== 'registered-version' || model.version === null || model.lifecycleStage !== 'active')
      continue
    const { key } = modelSubject(model)
    groups.set(key, [...(groups.get(key) ?? []), model])
  }
  const observations: ModelObservation[] = []
  const next = new Map<string, string>()
  for (const [key, versions] of groups) {
    const facts = versions.toSorted(byVersion).map((model) => factsOf(model, metricsOf))
    const newest = versions.toSorted(byVersion).at(-1)
    if (newest === undefined) continue
    const evidence = digestOf(JSON.stringify(facts))
    next.set(key, evidence)
    if (seen.get(key) === evidence) continue
    const at = newest.createdAt ?? now
    observations.push({ kind: 'model', subject: modelSubject(newest), at, evidence, versions: facts })
  }
  return { observations, seen: next }
}

function factsOf(
  model: Model,
  metricsOf: (run: RunRef) => Readonly<Record<string, MetricValue>> | null,
): ModelVersionFacts {
  const metrics = model.runId === null ? null : metricsOf({ sourceId: model.sourceId, runId: model.runId })
  const finite = Object.entries(metrics ?? {}).filter(([, { value }]) => Number.isFinite(value))
  return {
    version: model.version ?? '',
    createdAt: model.createdAt,
    runId: model.runId,
    modelId: model.modelId,
    metrics: Object.fromEntries(finite.map(([key, { value }]) => [key, value])),
  }
}

/** Versions count up in MLflow's registry; elsewhere they may be words, and time decides. */
function byVersion(a: Model, b: Model): number {
  const [left, right] = [Number(a.version), Number(b.version)]
  if (Number.isFinite(left) && Number.isFinite(right)) return left - right
  return (a.createdAt ?? 0) - (b.createdAt ?? 0)
}
