import type { Settings } from './model/settings'

type RootSettings = Pick<Settings, 'roots' | 'excludedLocations'>

interface WithRoot {
  readonly settings: RootSettings
  /** False when it was watched before. */
  readonly isNew: boolean
}

/**
 * The settings with one more root, in which stores were found at `locations`. Who names a place with a single store means
 * that store, even if it was taken out before; among several the user is asked.
 */
export function withRoot(settings: RootSettings, root: string, locations: readonly string[]): WithRoot {
  const isNew = !settings.roots.includes(root)
  const places = new Set(locations)
  const isExcluded = (location: string) => places.size > 1 || !places.has(location)
  return {
    settings: {
      roots: isNew ? [...settings.roots, root] : settings.roots,
      excludedLocations: settings.excludedLocations.filter(isExcluded),
    },
    isNew,
  }
}
