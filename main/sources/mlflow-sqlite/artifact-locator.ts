import { readdir, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { defaultRunFolder, recordedPathOf, rerootedPathsOf } from './artifact-uri'

export interface RunPlace {
  readonly uri: string | null
  readonly experimentId: string
  readonly runId: string
}

/** Finds recorded artifacts on this machine. Remembers folders until `forget`: 100 000 runs share a few parents. */
export interface ArtifactLocator {
  /**
   * What to show as a run's artifact URI: the recorded place or the one beside the database, whichever exists; else
   * the recorded place when it can be on this machine (MLflow makes it with the first artifact); else the URI as it is.
   */
  uriOf(place: RunPlace): Promise<string | null>
  /** The run's artifact folder if it exists. */
  folderOf(place: RunPlace): Promise<string | null>
  /** Anything else that was recorded with a URI: the path where it is now, or null. */
  find(uri: string): Promise<string | null>
  forget(): void
}

/** Where runs of one experiment may have their artifacts, but for the end that names the run. */
interface Shelf {
  readonly folders: readonly { readonly before: string; readonly runs: ReadonlySet<string> }[]
  /** The recorded place, where it can be on this machine. */
  readonly recordedBefore: string | null
}

/** Such an id means the same in a path and in a URI. */
const plainId = /^[0-9a-f]{32}$/

export function createArtifactLocator(databaseFolder: string): ArtifactLocator {
  const names = new Map<string, Promise<ReadonlySet<string> | null>>()
  const missing = new Map<string, Promise<boolean>>()
  const shelves = new Map<string, Promise<Shelf | null>>()

  function namesIn(folder: string): Promise<ReadonlySet<string> | null> {
    return kept(names, folder, async () => {
      // A store that came from another machine names as many folders as it has experiments, all in one that is not here.
      if (await isMissing(dirname(folder))) return null
      return readdir(folder).then(
        (entries) => new Set(entries),
        () => null,
      )
    })
  }

  function isMissing(folder: string): Promise<boolean> {
    return kept(missing, folder, () =>
      stat(folder).then(
        () => false,
        (thrown: unknown) => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT',
      ),
    )
  }

  function candidatesOf({ uri, experimentId, runId }: RunPlace): string[] {
    const moved = uri === null ? [] : rerootedPathsOf(uri, databaseFolder)
    const usual = defaultRunFolder(experimentId, runId, databaseFolder)
    return usual === null ? [...moved] : [...moved, usual]
  }

  async function find(paths: readonly (string | null)[]): Promise<string | null> {
    for (const path of paths) {
      if (path === null || (await namesIn(dirname(dirname(path)))) === null) continue
      if (await exists(path)) return path
    }
    return null
  }

  /** Of paths that all end in `tail`, what stands before it; null when one of them does not. */
  async function shelfOf(place: RunPlace, tail: string): Promise<Shelf | null> {
    const recorded = place.uri === null ? null : recordedPathOf(place.uri, databaseFolder)
    const candidates = recorded === null ? candidatesOf(place) : [recorded, ...candidatesOf(place)]
    if (!candidates.every((path) => path.endsWith(tail))) return null
    const before = (path: string) => path.slice(0, path.length - tail.length)
    const folders: { before: string; runs: ReadonlySet<string> }[] = []
    for (const path of candidates) {
      // One listing of an experiment's folder instead of a stat for each of its runs.
      const runs = await namesIn(dirname(dirname(path)))
      if (runs !== null) folders.push({ before: before(path), runs })
    }
    const holder = recorded === null ? '/' : dirname(dirname(recorded))
    const canBe = recorded !== null && holder !== '/' && (await namesIn(holder)) !== null
    return { folders, recordedBefore: canBe ? before(recorded) : null }
  }

  async function uriOf(place: RunPlace): Promise<string | null> {
    const { uri, experimentId, runId } = place
    const tail = `/${runId}/artifacts`
    if (uri !== null && plainId.test(runId) && uri.endsWith(tail)) {
      const key = `${uri.slice(0, uri.length - tail.length)}\n${experimentId}`
      const shared = await kept(shelves, key, () => shelfOf(place, tail))
      if (shared !== null) return pick(shared, tail, uri, () => runId)
    }
    const own = await shelfOf(place, '')
    return own === null ? uri : pick(own, '', uri, (path) => basename(dirname(path)))
  }

  return {
    uriOf,
    folderOf: (place) =>
      find([place.uri === null ? null : recordedPathOf(place.uri, databaseFolder), ...candidatesOf(place)]),
    find: (uri) => find([recordedPathOf(uri, databaseFolder), ...rerootedPathsOf(uri, databaseFolder)]),
    forget() {
      for (const remembered of [names, missing, shelves]) remembered.clear()
    },
  }
}

function pick(
  { folders, recordedBefore }: Shelf,
  tail: string,
  uri: string | null,
  runOf: (path: string) => string,
): string | null {
  for (const { before, runs } of folders) {
    if (runs.has(runOf(before + tail))) return before + tail
  }
  return recordedBefore === null ? uri : recordedBefore + tail
}

/** The value of the key, made when it is first asked for. */
function kept<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
