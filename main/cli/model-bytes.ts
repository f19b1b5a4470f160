import type { Model } from '../../shared/model/registered-model'

type Sized = Pick<Model, 'bytes' | 'lifecycleStage' | 'modelId' | 'path' | 'sourceId'>

/**
 * Bytes on disk of all models that are not deleted; null when of none it is known. A version and the LoggedModel that
 * it was registered from are the same files, so that each place counts once.
 */
export function bytesOfModels(models: readonly Sized[]): number | null {
  const byPlace = new Map<string, number>()
  for (const { bytes, lifecycleStage, modelId, path, sourceId } of models) {
    if (bytes !== null && lifecycleStage !== 'deleted') byPlace.set(path ?? `${sourceId} ${modelId}`, bytes)
  }
  return byPlace.size === 0 ? null : [...byPlace.values()].reduce((sum, bytes) => sum + bytes, 0)
}
