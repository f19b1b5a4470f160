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

export function createArtifactLocator(databaseFolder: string): ArtifactLocator {
  const names = new Map<string, Promise<ReadonlySet<string> | null>>()

  function namesIn(folder: string): Promise<ReadonlySet<string> | null> {
    const known = names.get(folder)
    if (known !== undefined) return known
    const found = readdir(folder).then(
      (entries) => new Set(entries),
      () => null,
    )
    names.set(folder, found)
    return found
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

  return {
    async uriOf(place) {
      const recorded = place.uri === null ? null : recordedPathOf(place.uri, databaseFolder)
      for (const candidate of recorded === null ? candidatesOf(place) : [recorded, ...candidatesOf(place)]) {
        // One listing of an experiment's folder instead of a stat for each of its runs.
        const runFolder = dirname(candidate)
        if ((await namesIn(dirname(runFolder)))?.has(basename(runFolder)) === true) return candidate
      }
      const holder = recorded === null ? '/' : dirname(dirname(recorded))
      return holder !== '/' && (await namesIn(holder)) !== null ? recorded : place.uri
    },
    folderOf: (place) =>
      find([place.uri === null ? null : recordedPathOf(place.uri, databaseFolder), ...candidatesOf(place)]),
    find: (uri) => find([recordedPathOf(uri, databaseFolder), ...rerootedPathsOf(uri, databaseFolder)]),
    forget: () => names.clear(),
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
