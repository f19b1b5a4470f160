import type { Model } from '../../../shared/model/registered-model'
import type { Endpoints, Page, PageRequest } from './endpoints'
import { isRefusedInput } from './fault'
import type { PageToken } from './page-token'
import {
  parseLoggedModel,
  parseModelVersion,
  parseRegisteredModel,
  type RegisteredModel,
} from './parse-model'
import type { Turn } from './run-reader'

/** Of a model, few bytes: pages may be large. The registry allows 1000 at most. */
const pageItems = 1_000
/** Logged models carry their metrics and params. */
const loggedItems = 200
const experimentsAtOnce = 500

export interface ModelReading {
  readonly models: readonly Model[]
  /** Elements of answers that were no models. */
  readonly strange: number
}

async function pages(
  turn: Turn,
  size: number,
  ask: (request: PageRequest) => Promise<Page | null>,
  take: (item: unknown) => void,
): Promise<void> {
  for (let token: PageToken | null = null; ;) {
    const page = await ask({ token, size, signal: turn.signal, take })
    token = page?.nextToken ?? null
    if (token === null) return
  }
}

/** Every version of the registry, with what its model says of it, and every LoggedModel. */
export async function readModels(endpoints: Endpoints, sourceId: string, turn: Turn): Promise<ModelReading> {
  const models: Model[] = []
  let strange = 0
  const registered = new Map<string, RegisteredModel>()

  function takeVersion(item: unknown): void {
    const version = parseModelVersion(item, sourceId, registered)
    if (version === null) strange++
    else if (version !== 'not-a-model') models.push(version)
  }

  async function readRegistry(): Promise<void> {
    await pages(turn, pageItems, endpoints.registeredModels, (item) => {
      const model = parseRegisteredModel(item)
      if (model === null) strange++
      else registered.set(model.name, model)
    })
    if (registered.size === 0) return
    try {
      await pages(turn, pageItems, endpoints.modelVersions, takeVersion)
    } catch (thrown) {
      // MLflow 1.x wants to know of which model.
      if (!isRefusedInput(thrown)) throw thrown
      models.length = 0
      for (const name of registered.keys()) {
        await pages(turn, pageItems, (request) => endpoints.modelVersions({ ...request, name }), takeVersion)
      }
    }
  }

  await readRegistry()
  for (let from = 0; from < turn.experimentIds.length; from += experimentsAtOnce) {
    const experimentIds = turn.experimentIds.slice(from, from + experimentsAtOnce)
    await pages(
      turn,
      loggedItems,
      (request) => endpoints.loggedModels({ ...request, experimentIds }),
      (item) => {
        const model = parseLoggedModel(item, sourceId)
        if (model === null) strange++
        else models.push(model)
      },
    )
  }
  return { models, strange }
}
