import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a recorded artifact URI can mean on this machine; pure, nothing is looked up. */

/** Roots of MLflow's own making: its default artifact root, and the folder that `mlflow server` serves. */
const artifactRoots = ['mlruns', 'mlartifacts'] as const

/** The recorded place itself, when it is a path of this kind of system; relative ones count from the database. */
export function recordedPathOf(uri: string, databaseFolder: string): string | null {
  if (uri.startsWith('file:')) return pathOfFileUri(uri)
  if (isAbsolute(uri)) return uri
  const isRelative = !/^[a-z][a-z0-9+.-]*:/i.test(uri) && uri !== ''
  return isRelative ? join(databaseFolder, uri) : null
}

/** `file:///a`, `file://host/a` (null), `file:a` and `file:/a` (written by MLflow 1.x), percent-encoded or not. */
function pathOfFileUri(uri: string): string | null {
  try {
    return fileURLToPath(uri)
  } catch {
    return null
  }
}

/**
 * Where it would lie if the store had been moved here as a whole, most likely place first: what follows the last
 * `mlruns` or `mlartifacts` of the recorded path, or the whole path of `mlflow-artifacts:/…`, below the database.
 */
export function rerootedPathsOf(uri: string, databaseFolder: string): readonly string[] {
  const segments = decoded(uri)
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  if (segments.includes('..')) return []
  const rootAt = segments.findLastIndex((part) => artifactRoots.some((root) => root === part))
  if (rootAt >= 0) return below(databaseFolder, segments.slice(rootAt + 1), segments[rootAt])
  const isServed = /^mlflow-artifacts:/i.test(uri)
  // mlflow-artifacts://host:5000/1/… names the server, mlflow-artifacts:/1/… leaves it out.
  const skipped = /^mlflow-artifacts:\/\/[^/]/i.test(uri) ? 2 : 1
  return isServed ? below(databaseFolder, segments.slice(skipped), 'mlartifacts') : []
}

/** Where MLflow puts a run's artifacts by default. Ids of a database are not trusted to be folder names. */
export function defaultRunFolder(experimentId: string, runId: string, databaseFolder: string): string | null {
  const areNames = [experimentId, runId].every((id) => /^[\w-]+$/.test(id))
  return areNames ? join(databaseFolder, 'mlruns', experimentId, runId, 'artifacts') : null
}

function below(folder: string, tail: readonly string[], firstRoot: string | undefined): readonly string[] {
  if (tail.length === 0) return []
  const roots = [...artifactRoots].sort((a, b) => Number(b === firstRoot) - Number(a === firstRoot))
  return roots.map((root) => join(folder, root, ...tail))
}

function decoded(uri: string): string {
  if (!uri.startsWith('file:')) return uri
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}
