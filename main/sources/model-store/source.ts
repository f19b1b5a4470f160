import type { Model } from '../../../shared/model/registered-model'
import { emptySeries } from '../../../shared/model/run'
import type { Problem, SourceSpec } from '../../../shared/model/source'
import { ok, type Result } from '../../../shared/result'
import { digestOf } from '../digest'
import { errnoOf, fileError } from '../file-error'
import type { PollOutcome, PollRequest, Source } from '../source'
import { cancelled, missing } from '../store-words'

export interface FoundModels {
  readonly models: readonly Model[]
  readonly problems: readonly Problem[]
  /** One sentence: "3 models, 5 versions". */
  readonly message: string
}

/** Everything in the store now; null when it is not there. Throws the disk's errors and the signal's reason. */
export type LookForModels = (signal: AbortSignal) => Promise<FoundModels | null>

/** More at once would make one message of the feed too large. */
const batchModels = 250

/** A folder that holds models and nothing else (BentoML's store, the Hugging Face cache): looked over whole each time. */
export function createModelStoreSource(spec: SourceSpec, look: LookForModels): Source {
  let handedOver: ReadonlyMap<string, number> | null = null

  async function poll({ signal, emit }: PollRequest): Promise<Result<PollOutcome>> {
    let found: FoundModels | null
    try {
      signal.throwIfAborted()
      found = await look(signal)
    } catch (thrown) {
      if (signal.aborted) return cancelled(spec.location)
      if (errnoOf(thrown) === null) throw thrown
      return { ok: false, error: fileError(thrown, spec.location) }
    }
    if (found === null) return missing(spec.location)
    const now = new Map(found.models.map((model) => [model.modelId, digestOf(model)]))
    const changed = found.models.filter(({ modelId }) => handedOver?.get(modelId) !== now.get(modelId))
    for (let from = 0; from < changed.length; from += batchModels) {
      emit({ models: changed.slice(from, from + batchModels) })
    }
    const gone = [...(handedOver?.keys() ?? [])].filter((id) => !now.has(id))
    if (gone.length > 0) emit({ removed: { modelIds: gone } })
    const full = handedOver === null
    handedOver = now
    return ok({ full, problems: found.problems, message: found.message })
  }

  return {
    spec,
    poll,
    series: (_runId, keys) => Promise.resolve(ok(keys.map(emptySeries))),
    pathOf: () => Promise.resolve(null),
    dispose: () => undefined,
  }
}

export function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
