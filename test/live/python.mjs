import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
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

/** Astral's installer, from PyPI: it lays down MLflow in a fifth of pip's time. Without it pip does the same. */
const installer = 'uv==0.13.9'

/** @type {Promise<string | null> | null} */
let uvFound = null

/**
 * A Python with that package: the one that the environment names, or a virtual environment of our own, kept in the cache.
 * @param {{ root: string, name?: 'mlflow' | 'evidently', version: string, log: (line: string) => void }} options
 * @returns {Promise<{ python: string } | { reason: string }>} `reason` is one sentence why there is none
 */
export async function findPython({ root, name = 'mlflow', version, log }) {
  const { title, chosenBy, beside } = packages[name]
  const chosen = process.env[chosenBy]
  if (chosen) return { python: chosen }
  const cache = join(root, '.cache', 'live')
  const folder = join(cache, `${name}-${version}`)
  const python = join(folder, 'bin', 'python')
  const stamp = join(folder, 'ready')
  if (existsSync(stamp)) return { python }
  mkdirSync(cache, { recursive: true })
  uvFound ??= findUv(cache)
  const uv = await uvFound
  rmSync(folder, { recursive: true, force: true })
  const made = await run('python3', ['-m', 'venv', ...(uv === null ? [] : ['--without-pip']), folder])
  if (made.status !== 0) return { reason: 'there is no python3 with venv here.' }
  log(`Installing ${title} ${version} into the cache …`)
  const wanted = [`${name}==${version}`, ...beside]
  const installed =
    uv === null
      ? await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted])
      : await run(uv, ['pip', 'install', '--quiet', '--python', python, ...wanted], {
          UV_CACHE_DIR: join(cache, 'uv-cache'),
        })
  if (installed.status !== 0) {
    const last = installed.errors.trim().split('\n').at(-1) ?? ''
    return { reason: `${title} ${version} cannot be installed from PyPI here (${last}).` }
  }
  writeFileSync(stamp, '')
  return { python }
}

/** @param {string} cache */
async function findUv(cache) {
  const folder = join(cache, 'uv')
  const uv = join(folder, 'bin', 'uv')
  if (existsSync(uv)) return uv
  await run('python3', ['-m', 'venv', folder])
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', installer]
  const { status } = await run(join(folder, 'bin', 'python'), args)
  return status === 0 ? uv : null
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 * @returns {Promise<{ status: number | null, errors: string }>}
 */
function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    })
    let errors = ''
    child.stderr.on('data', (chunk) => (errors += chunk))
    child.once('error', (error) => resolve({ status: null, errors: String(error) }))
    child.once('close', (status) => resolve({ status, errors }))
  })
}
