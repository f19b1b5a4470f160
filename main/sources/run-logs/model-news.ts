import type { Model } from '../../../shared/model/registered-model'
import { digestOf } from '../digest'
import type { ModelFile, RunPlace } from './log-format'

/** What is new, changed or gone of the weights beside logs. */
export interface ModelNews {
  compare(
    runs: readonly { readonly place: RunPlace; readonly run: { readonly experimentId: string } | null }[],
  ): {
    readonly changed: readonly Model[]
    readonly gone: readonly string[]
  }
  forget(): void
  count(): number
}

export function createModelNews(sourceId: string): ModelNews {
  let known = new Map<string, number>()
  return {
    compare(runs) {
      const now = new Map<string, number>()
      const changed: Model[] = []
      for (const { place, run } of runs) {
        for (const file of place.models ?? []) {
          const model = modelOf(sourceId, place, run?.experimentId ?? place.experimentId, file)
          const digest = digestOf(model)
          now.set(model.modelId, digest)
          if (known.get(model.modelId) !== digest) changed.push(model)
        }
      }
      const gone = [...known.keys()].filter((id) => !now.has(id))
      known = now
      return { changed, gone }
    },
    forget: () => {
      known = new Map()
    },
    count: () => known.size,
  }
}

function modelOf(sourceId: string, place: RunPlace, experimentId: string, file: ModelFile): Model {
  return {
    sourceId,
    kind: 'output',
    modelId: file.path,
    name: `${place.name}/${file.name}`,
    version: null,
    description: null,
    status: null,
    lifecycleStage: 'active',
    path: file.path,
    bytes: file.bytes,
    runId: place.runId,
    experimentId,
    project: null,
    tags: {},
    aliases: [],
    createdAt: null,
    updatedAt: file.changedAt,
  }
}
