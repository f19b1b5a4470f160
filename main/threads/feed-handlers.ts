import { ok } from '../../shared/result'
import type { Handlers } from '../../shared/rpc'
import type { Catalog } from '../store/catalog'
import type { createContentMatch } from '../store/content-match'
import type { FeedContract } from './contract'
import type { DatabaseHealth } from './database-health'
import { oneATurn } from './one-a-turn'

interface FeedParts {
  readonly catalog: Catalog
  readonly matchContent: ReturnType<typeof createContentMatch>
  readonly health: Pick<DatabaseHealth, 'written'>
}

/** What the sources thread tells; all that changes the catalogue, in the order it was told. */
export function createFeedHandlers({ catalog, matchContent, health }: FeedParts): Handlers<FeedContract> {
  const inTurn = oneATurn()
  const write = (work: () => void) =>
    inTurn(() => {
      work()
      return health.written(ok(null))
    })
  return {
    setSources: ({ specs, keepRoots }) => write(() => catalog.setSources(specs, keepRoots)),
    apply: ({ sourceId, generation, batch }) => write(() => catalog.apply(sourceId, generation, batch)),
    sweep: ({ sourceId, generation }) => write(() => catalog.sweep(sourceId, generation)),
    markGood: ({ sourceId, at, message }) => write(() => catalog.markGood(sourceId, at, message)),
    knownSources: () => ok(catalog.knownSources()),
    matchContent: ({ sourceId, content }) => ok(matchContent(sourceId, content)),
    putModelFacts: ({ sourceId, facts }) => write(() => catalog.putModelFacts(sourceId, facts)),
  }
}
