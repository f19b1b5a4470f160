import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const packages = {
  mlflow: {
    title: 'MLflow',
    chosenBy: 'APP_LIVE_PYTHON',
    // MLflow up to 3.2 breaks with SQLAlchemy 2.1, which its own requirements allow.
    // Its basic-auth app needs flask-wtf from 3.0 on, which only the extra "auth" would bring.
    beside: ['sqlalchemy<2.1', 'setuptools<81', 'flask-wtf<2'],
  },
  evidently: {
    title: 'Evidently',
    chosenBy: 'APP_LIVE_EVIDENTLY_PYTHON',
    // Evidently 0.4 – 0.6 breaks with pandas 3 and scikit-learn 1.6, which its own requirements allow.
    beside: ['numpy<2.1', 'pandas<3', 'scipy<1.14', 'scikit-learn<1.6', 'setuptools<81'],
  },
}

/**
 * A Python with that package: the one that the environment names, or a virtual environment of our own, kept in the cache.
 * @param {{ root: string, name?: 'mlflow' | 'evidently', version: string, log: (line: string) => void }} options
 * @returns {{ python: string } | { reason: string }} `reason` is one sentence why there is none
 */
export function findPython({ root, name = 'mlflow', version, log }) {
  const { title, chosenBy, beside } = packages[name]
  const chosen = process.env[chosenBy]
  if (chosen) return { python: chosen }
  const folder = join(root, '.cache', 'live', `${name}-${version}`)
  const python = join(folder, 'bin', 'python')
  const stamp = join(folder, 'ready')
  if (existsSync(stamp)) return { python }
  mkdirSync(join(root, '.cache', 'live'), { recursive: true })
  rmSync(folder, { recursive: true, force: true })
  const made = spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' })
  if (made.error || made.status !== 0) return { reason: 'there is no python3 with venv here.' }
  log(`Installing ${title} ${version} into the cache …`)
  const wanted = [`${name}==${version}`, ...beside]
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
    return { reason: `${title} ${version} cannot be installed from PyPI here (${last}).` }
  }
  spawnSync('touch', [stamp])
  return { python }
}
