import type { SourceSpec } from '../../../shared/model/source'
import type { SourceBatch } from '../source'
import { sourceIdOf } from '../source-id'

/** Of the entities told that can prove anything, and as many as are known at most: how many are known just so. */
export interface ContentMatch {
  readonly matched: number
  readonly of: number
}

/** What is remembered of sources from one start to the next; main/store/content-match.ts compares. */
export interface SourceMemory {
  known(): Promise<readonly SourceSpec[]>
  match(sourceId: string, content: SourceBatch): Promise<ContentMatch>
}

interface IdentityOptions {
  readonly memory: SourceMemory
  /** A first part of what lies there; null when it cannot be read now. */
  readonly peek: (spec: SourceSpec) => Promise<SourceBatch | null>
  readonly isGone: (location: string) => boolean
}

export interface Move {
  readonly from: SourceSpec
  readonly to: SourceSpec
}

export interface Settled {
  /** What was found, each with the id that it is known by. */
  readonly specs: readonly SourceSpec[]
  readonly moves: readonly Move[]
  /** Known, and neither found nor moved. */
  readonly missing: readonly SourceSpec[]
}

export type SettleIdentities = (
  found: readonly SourceSpec[],
  watched: readonly SourceSpec[],
) => Promise<Settled>

/**
 * A source keeps its id for as long as it lies where it is known to lie. One that is found at a new place takes over
 * the id of a source of its kind whose place is gone, if its content proves that it is the same: half of what it
 * holds, or of what was known, has the ids and times that are remembered. A copy, whose original is still there, and
 * a store that only looks alike are sources of their own.
 */
export function createIdentities({ memory, peek, isGone }: IdentityOptions): SettleIdentities {
  async function proven(spec: SourceSpec, gone: readonly SourceSpec[]): Promise<SourceSpec | null> {
    const content = await peek(spec)
    if (content === null) return null
    let best: { readonly source: SourceSpec; readonly matched: number } | null = null
    for (const source of gone) {
      const { matched, of } = await memory.match(source.id, content)
      const isSame = matched > 0 && matched * 2 >= of
      if (isSame && matched > (best?.matched ?? 0)) best = { source, matched }
    }
    return best?.source ?? null
  }

  return async (found, watched) => {
    const known = new Map((await memory.known()).map((spec) => [spec.id, spec]))
    for (const spec of watched) known.set(spec.id, spec)
    const idAt = new Map([...known.values()].map((spec) => [placeOf(spec), spec.id]))
    const foundPlaces = new Set(found.map(placeOf))
    const gone = new Map(
      [...known].filter(
        ([, spec]) => spec.kind !== 'mlflow-rest' && !foundPlaces.has(placeOf(spec)) && isGone(spec.location),
      ),
    )
    const specs: SourceSpec[] = []
    const moves: Move[] = []
    const taken = new Set(known.keys())
    for (const spec of found) {
      const id = idAt.get(placeOf(spec))
      const candidates = [...gone.values()].filter(({ kind }) => kind === spec.kind)
      const from = id === undefined && candidates.length > 0 ? await proven(spec, candidates) : null
      if (from !== null) {
        gone.delete(from.id)
        moves.push({ from, to: { ...spec, id: from.id } })
      }
      const settled = { ...spec, id: id ?? from?.id ?? freeId(spec, taken) }
      taken.add(settled.id)
      specs.push(settled)
    }
    const settledIds = new Set(specs.map((spec) => spec.id))
    return { specs, moves, missing: [...known.values()].filter(({ id }) => !settledIds.has(id)) }
  }
}

function placeOf({ kind, location }: SourceSpec): string {
  return `${kind}\n${location}`
}

/** The id that belongs to a place may have moved away with the store that lay there before. */
function freeId(spec: SourceSpec, taken: ReadonlySet<string>): string {
  let id = spec.id
  for (let round = 2; taken.has(id); round++) id = sourceIdOf(spec.kind, `${spec.location}\n${round}`)
  return id
}
