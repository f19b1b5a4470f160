import { dirname } from 'node:path'
import { localPathOf } from '../local-path'

/** A run's or LoggedModel's folder within its store. */
export interface ArtifactOwner {
  readonly folder: string
  /** Its folder holds an `artifacts` folder. */
  readonly hasArtifacts: boolean
  /** Where the toolkit's setting `artifact_location: ./mlruns` puts them: `<store>/<run id>/artifacts`. */
  readonly besideExperiments: string
  readonly storeFolder: string
}

/** How the disk is asked; a parameter, so that the rule is tested without one. */
export interface DiskProbe {
  readonly exists: (path: string) => boolean
  readonly isEmptyFolder: (path: string) => boolean
}

/**
 * Where artifacts are on this machine, else what was recorded. Stores are copied between machines and folders, and
 * MLflow makes an empty `artifacts` folder even for runs whose artifacts go elsewhere: a folder with something in it
 * comes before the recorded place, an empty one after it.
 */
export function artifactPlace(recorded: string | null, owner: ArtifactOwner, disk: DiskProbe): string | null {
  const own = `${owner.folder}/artifacts`
  const path = recorded === null ? null : localPathOf(recorded, dirname(owner.storeFolder))
  if (path === own) return own
  if (owner.hasArtifacts && !disk.isEmptyFolder(own)) return own
  if (path !== null && disk.exists(path)) return path
  if (disk.exists(owner.besideExperiments)) return owner.besideExperiments
  const isRemote = recorded !== null && path === null
  return owner.hasArtifacts && !isRemote ? own : recorded
}
