import type { RunRef } from '../shared/model/run'

/** Addresses of things inside the window; ids and names hold any character. */
export function runPath(run: RunRef): string {
  return `/runs/${encodeURIComponent(run.sourceId)}/${encodeURIComponent(run.runId)}`
}

export function projectPath(name: string): string {
  return `/projects/${encodeURIComponent(name)}`
}

export function experimentPath(sourceId: string, experimentId: string): string {
  return `/experiments?source=${encodeURIComponent(sourceId)}&experiment=${encodeURIComponent(experimentId)}`
}
