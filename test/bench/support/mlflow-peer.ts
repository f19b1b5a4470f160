import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { findPython } from '../../live/python.mjs'
import { projectRoot } from '../../support/paths'

/** The newest MLflow that the peers run. */
export const peerVersion = '3.17.2'

/** A Python with MLflow, or null with the reason printed: a machine without PyPI still measures our side. */
export async function peerPython(): Promise<string | null> {
  const found = await findPython({ root: projectRoot, version: peerVersion, log: console.log })
  if ('python' in found) return found.python
  console.log(`The peer is left out: ${found.reason}`)
  return null
}

/** Runs a script of this folder and parses the last line of what it prints as JSON. */
export function runPeer<T>(python: string, script: string, args: readonly string[]): T {
  const output = execFileSync(python, [join(projectRoot, 'test/bench/support', script), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
    // Since 3.13 MLflow reads a file store only when told that this is meant.
    env: { ...process.env, MLFLOW_ALLOW_FILE_STORE: 'true', MLFLOW_DISABLE_TELEMETRY: 'true' },
  })
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as T
}
