import type { ModelInspection } from '../../../shared/model/model-inspection'
import type { Result } from '../../../shared/result'
import { recordedPath } from '../artifacts/recorded-place'
import { inspectLocalModel } from './inspect-place'

/** Inspects the model at the place that its store recorded; a place elsewhere is named in one sentence. */
export function inspectPlace(place: string | null): Result<ModelInspection> {
  const path = recordedPath(place)
  return path.ok ? inspectLocalModel(path.value) : path
}
