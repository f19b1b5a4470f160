import { isAbsolute } from 'node:path'
import type { Disposable } from '../../../shared/lifecycle'
import type { ModelFacts } from '../../../shared/model/model-query'
import type { Model } from '../../../shared/model/registered-model'
import { describeThrown } from '../../../shared/result'
import type { SourceServices } from '../source'
import { inspectLocalModel } from './inspect-place'

type SurveyedModel = Pick<Model, 'sourceId' | 'modelId' | 'path'>
type Facts = { readonly modelId: string } & ModelFacts

interface SurveyOptions {
  readonly services: Pick<SourceServices, 'breathe' | 'log'>
  putFacts(sourceId: string, facts: readonly Facts[]): Promise<void>
}

/** Facts are handed on after so many models, so that the first rows of a big store fill soon. */
const batchModels = 20

/**
 * Reads the headers of new and changed models one after the other, between the thread's other work, so that a table can
 * be sorted by size, parameters and precision without opening a thousand files when it is shown.
 */
export function createModelSurvey({ services, putFacts }: SurveyOptions): Disposable & {
  add(models: readonly SurveyedModel[]): void
} {
  const waiting = new Map<string, SurveyedModel>()
  let isRunning = false
  let isDisposed = false

  async function run(): Promise<void> {
    isRunning = true
    const found = new Map<string, Facts[]>()
    const handOn = async () => {
      for (const [sourceId, facts] of found) await putFacts(sourceId, facts)
      found.clear()
    }
    for (let count = 1; waiting.size > 0 && !isDisposed; count++) {
      const [key, model] = waiting.entries().next().value as [string, SurveyedModel]
      waiting.delete(key)
      const facts = factsOf(model)
      if (facts !== null) found.set(model.sourceId, [...(found.get(model.sourceId) ?? []), facts])
      if (count % batchModels === 0) await handOn()
      await services.breathe()
    }
    if (!isDisposed) await handOn()
    isRunning = false
  }

  function factsOf({ modelId, path }: SurveyedModel): Facts | null {
    if (path === null || !isAbsolute(path)) return null
    const inspected = inspectLocalModel(path)
    if (!inspected.ok) return null
    const { bytes, parameterCount, format, precision } = inspected.value
    return { modelId, bytes, parameterCount, format, precision }
  }

  return {
    add(models) {
      for (const model of models) waiting.set(`${model.sourceId} ${model.modelId}`, model)
      if (isRunning || waiting.size === 0) return
      run().catch((thrown: unknown) => {
        isRunning = false
        services.log('warn', `models: ${describeThrown(thrown)}`)
      })
    },
    dispose() {
      isDisposed = true
      waiting.clear()
    },
  }
}
