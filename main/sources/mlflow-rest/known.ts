import { digestOf } from '../digest'

/** What was handed over, by id and fingerprint: only what is new or changed is handed over again. */
export interface Known<Entity> {
  readonly size: number
  has(id: string): boolean
  ids(): Iterable<string>
  /** True when the entity is new or not as it was. */
  accept(entity: Entity): boolean
  forget(id: string): void
}

export function createKnown<Entity>(idOf: (entity: Entity) => string): Known<Entity> {
  const digests = new Map<string, number>()
  return {
    get size() {
      return digests.size
    },
    has: (id) => digests.has(id),
    ids: () => digests.keys(),
    accept(entity) {
      const [id, digest] = [idOf(entity), digestOf(entity)]
      if (digests.get(id) === digest) return false
      digests.set(id, digest)
      return true
    },
    forget: (id) => void digests.delete(id),
  }
}
