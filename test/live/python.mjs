import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A Python with that MLflow: the one that APP_LIVE_PYTHON names, or a virtual environment of our own, kept in the cache.
 * @param {{ root: string, version: string, log: (line: string) => void }} options
 * @returns {{ python: string } | { reason: string }} `reason` is one sentence why there is none
 */
export function findPython({ root, version, log }) {
  const chosen = process.env.APP_LIVE_PYTHON
  if (chosen) return { python: chosen }
  const folder = join(root, '.cache', 'live', `mlflow-${version}`)
  const python = join(folder, 'bin', 'python')
  const stamp = join(folder, 'ready')
  if (existsSync(stamp)) return { python }
  mkdirSync(join(root, '.cache', 'live'), { recursive: true })
  rmSync(folder, { recursive: true, force: true })
  const made = spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' })
  if (made.error || made.status !== 0) return { reason: 'there is no python3 with venv here.' }
  log(`Installing MLflow ${version} into the cache …`)
  // MLflow up to 3.2 breaks with SQLAlchemy 2.1, which its own requirements allow.
  // Its basic-auth app needs flask-wtf from 3.0 on, which only the extra "auth" would bring.
  const wanted = [`mlflow==${version}`, 'sqlalchemy<2.1', 'setuptools<81', 'flask-wtf<2']
  const pip = spawnSync(
    python,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    },
  )
  if (pip.status !== 0) {
    const last = pip.stderr.trim().split('\n').at(-1) ?? ''
    return { reason: `MLflow ${version} cannot be installed from PyPI here (${last}).` }
  }
  spawnSync('touch', [stamp])
  return { python }
}
