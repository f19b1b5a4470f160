import { fingerprintOf } from './fingerprint'
import { createKnown } from './known'
import { createPass } from './pass'

/** Entities that a table holds few enough of to be compared one by one: experiments, models. */
export interface EntityTracker {
  readonly size: number
  /** Forgets everything, then emits every entity. */
  readAll(): Promise<void>
  /** Asks for all entities to be compared with what is known. */
  request(): void
  readonly isPending: boolean
  advance(budgetMs: number): Promise<void>
}

/** Source.poll hands over "at most a few hundred". */
export const mostEntitiesOfBatch = 250

interface EntityTrackerOptions<Entity> {
  readonly pages: () => AsyncGenerator<readonly Entity[]>
  readonly idOf: (entity: Entity) => string
  readonly emit: (entities: readonly Entity[]) => void
  readonly remove: (ids: readonly string[]) => void
}

export function createEntityTracker<Entity>(options: EntityTrackerOptions<Entity>): EntityTracker {
  const { pages, idOf, emit, remove } = options
  const known = createKnown()

  function visit(page: readonly Entity[]): void {
    const changed = page.filter((entity) =>
      known.accept(idOf(entity), fingerprintOf([JSON.stringify(entity)])),
    )
    for (let from = 0; from < changed.length; from += mostEntitiesOfBatch) {
      emit(changed.slice(from, from + mostEntitiesOfBatch))
    }
  }

  const pass = createPass({
    async *pages() {
      known.beginPass()
      yield* pages()
    },
    visit,
    finish() {
      const gone = known.endPass()
      if (gone.length > 0) remove(gone)
    },
  })

  return {
    get size() {
      return known.size
    },
    async readAll() {
      pass.reset()
      known.clear()
      for await (const page of pages()) visit(page)
    },
    request: () => pass.request(),
    get isPending() {
      return pass.isPending
    },
    advance: (budgetMs) => pass.advance(budgetMs),
  }
}
