import type { Clock } from '../../shared/clock'
import { createLatestTurn } from '../../shared/latest-turn'
import { ok } from '../../shared/result'
import type { Handlers } from '../../shared/rpc'
import type { Catalog } from '../store/catalog'
import type { createContentMatch } from '../store/content-match'
import type { FeedContract } from './contract'
import type { DatabaseHealth } from './database-health'
import { oneATurn } from './one-a-turn'
import { warmUpCatalog } from './warm-up-catalog'

interface FeedParts {
  readonly catalog: Catalog
  readonly matchContent: ReturnType<typeof createContentMatch>
  readonly health: Pick<DatabaseHealth, 'written'>
  readonly clock: Clock
}

/** What the sources thread tells; all that changes the catalogue, in the order it was told. */
export function createFeedHandlers({
  catalog,
  matchContent,
  health,
  clock,
}: FeedParts): Handlers<FeedContract> {
  const inTurn = oneATurn()
  /** Whatever is told of a user's stores ends a warm-up that is under way. */
  const warmUps = createLatestTurn()
  const write = (work: () => void) => {
    warmUps.end()
    return inTurn(() => {
      work()
      return health.written(ok(null))
    })
  }
  return {
    setSources: ({ specs, keepRoots }) => write(() => catalog.setSources(specs, keepRoots)),
    apply: ({ sourceId, generation, batch }) => write(() => catalog.apply(sourceId, generation, batch)),
    sweep: ({ sourceId, generation }) => write(() => catalog.sweep(sourceId, generation)),
    markGood: ({ sourceId, at, message }) => write(() => catalog.markGood(sourceId, at, message)),
    knownSources() {
      warmUps.end()
      return ok(catalog.knownSources())
    },
    matchContent: ({ sourceId, content }) => ok(matchContent(sourceId, content)),
    putModelFacts: ({ sourceId, facts }) => write(() => catalog.putModelFacts(sourceId, facts)),
    async warmUp(content) {
      // One that fails costs nobody anything but some speed: neither a fault nor trouble with the database.
      await warmUpCatalog(content, { clock, isWanted: warmUps.begin() }).catch(() => undefined)
      return ok(null)
    },
  }
}
