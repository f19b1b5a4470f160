import type { Settings } from '../../shared/model/settings'

export interface StoreMoves {
  readonly places: readonly { readonly from: string; readonly to: string }[]
  readonly emptyRoots: readonly string[]
}

type MovedSettings = Pick<Settings, 'roots' | 'excludedLocations'>

/**
 * Settings that name places, after stores were found again at new ones: a folder that is not there any more and of
 * which everything was found elsewhere is no longer watched, and what was left out beside a store stays left out.
 */
export function followMoves(settings: MovedSettings, { places, emptyRoots }: StoreMoves): MovedSettings {
  const folders = places.map(({ from, to }) => renamedFolder(from, to))
  return {
    roots: settings.roots.filter((root) => !emptyRoots.includes(root)),
    excludedLocations: settings.excludedLocations.map((location) => {
      const folder = folders.find(({ from }) => location.startsWith(`${from}/`))
      return folder === undefined ? location : folder.to + location.slice(folder.from.length)
    }),
  }
}

/** `/a/old/mlruns` → `/b/new/mlruns` is the folder `/a/old` that is now `/b/new`. */
function renamedFolder(from: string, to: string): { readonly from: string; readonly to: string } {
  const [before, after] = [from.split('/'), to.split('/')]
  while (before.length > 2 && after.length > 2 && before.at(-1) === after.at(-1)) {
    before.pop()
    after.pop()
  }
  return { from: before.join('/'), to: after.join('/') }
}
