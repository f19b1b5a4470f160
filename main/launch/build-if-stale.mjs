import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { LaunchError } from './entry.mjs'
import { withLock } from './lock.mjs'
import { runTool } from './run-tool.mjs'

const sources = [
  'main',
  'preload',
  'renderer',
  'shared',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
]
// Launch scripts run as they are and are no part of the build.
const notBuilt = ['main/launch']

/** @param {string} root @returns {string} holds the time at which the last whole build began */
export const stampFile = (root) => join(root, 'out', 'built-at')

/**
 * Builds into out/ unless that is newer than the sources.
 * @param {{ root: string, log: (line: string) => void, build?: typeof runBuild }} options
 * @returns {Promise<boolean>} whether it was built
 */
export async function buildIfStale({ root, log, build = runBuild }) {
  const isStaleNow = async () =>
    isStale({ builtAt: await builtAt(root), newestSourceAt: await newestChange(root, sources, notBuilt) })
  if (!(await isStaleNow())) return false
  return withLock({
    file: join(root, '.cache', 'build.lock'),
    log,
    work: async () => {
      // Another process may have built while we waited.
      if (!(await isStaleNow())) return false
      await build({ root, log })
      return true
    },
  })
}

/**
 * @param {{ builtAt: number | null, newestSourceAt: number }} times epoch ms
 * @returns {boolean}
 */
export function isStale({ builtAt, newestSourceAt }) {
  return builtAt === null || newestSourceAt >= builtAt
}

/**
 * The newest change below some paths. Folders count too: their time is the only trace of a deleted file.
 * @param {string} root
 * @param {readonly string[]} paths
 * @param {readonly string[]} [ignored]
 * @returns {Promise<number>} epoch ms, 0 when nothing is there
 */
export async function newestChange(root, paths, ignored = []) {
  const times = await Promise.all(paths.map((path) => newestBelow(join(root, path))))
  return Math.max(0, ...times)

  async function newestBelow(path) {
    if (ignored.includes(relative(root, path)) || !existsSync(path)) return 0
    const entry = await stat(path)
    if (!entry.isDirectory()) return entry.mtimeMs
    const names = (await readdir(path)).filter((name) => !name.startsWith('.'))
    return Math.max(entry.mtimeMs, ...(await Promise.all(names.map((name) => newestBelow(join(path, name))))))
  }
}

async function builtAt(root) {
  if (!existsSync(join(root, 'out', 'main', 'index.js')) || !existsSync(stampFile(root))) return null
  return Number(await readFile(stampFile(root), 'utf8'))
}

/**
 * The build proper. The stamp holds its beginning, so a file saved while it runs makes it stale again.
 * @param {{ root: string, log: (line: string) => void }} options
 * @returns {Promise<void>}
 */
export async function runBuild({ root, log }) {
  const vite = join(root, 'node_modules', '.bin', 'vite')
  if (!existsSync(vite)) throw new LaunchError('The dependencies are not installed: run `npm ci` first.')
  log('Building …')
  const beganAt = Date.now()
  await rm(stampFile(root), { force: true })
  await runTool(process.execPath, [vite, 'build', '--app'], { cwd: root }).catch((error) => {
    throw new LaunchError(`${error.output ?? error.message}\nThe build failed.`)
  })
  await mkdir(join(root, 'out'), { recursive: true })
  await writeFile(stampFile(root), String(beganAt))
}
