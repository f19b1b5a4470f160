import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import {
  electronLibraries,
  hasCommand,
  missingLibraries,
  packagesFor,
  requireLibrariesOf,
  requirePackages,
} from './debian-packages.mjs'
import { missingDisplayCommands } from './display.mjs'
import { LaunchError } from './entry.mjs'
import { ensureFallback, fallbackFolder, isFallbackMade } from './fallback.mjs'
import { runTool } from './run-tool.mjs'
import { compilers, ensureSqliteBinding } from './sqlite-binding.mjs'

// 120 MB; without GitHub it fails in 0.2 s, behind a silent firewall after the system's own two minutes.
const downloadTimeoutMs = 10 * 60_000
const retryDownloadAfterMs = 7 * 24 * 60 * 60_000

/**
 * The ways to an Electron on this machine.
 * @param {{ root: string, log: (line: string) => void }} options
 * @returns {import('./runtime.mjs').RuntimeProbes}
 */
export function systemProbes({ root, log }) {
  const home = join(root, 'node_modules', 'electron')
  return {
    override: () => checked(findOverride(process.env.ELECTRON_OVERRIDE_DIST_PATH)),
    installed: () => checked(findInstalled(home)),
    downloaded: async () => checked(await download({ root, home, log })),
    fallback: async () => checked(await makeFallback({ root, log })),
  }
}

async function checked(found) {
  if (found !== null && process.platform === 'linux') await requireLibrariesOf(found.executable)
  return found
}

/**
 * @param {string | undefined} folder
 * @returns {import('./runtime.mjs').FoundElectron | null}
 */
export function findOverride(folder) {
  if (!folder) return null
  const executable = join(folder, executableName(process.platform))
  if (existsSync(executable)) return { executable, version: readText(join(folder, 'version')) ?? 'unknown' }
  throw new LaunchError(`ELECTRON_OVERRIDE_DIST_PATH is ${folder}, which holds no Electron (${executable}).`)
}

/**
 * @param {string} home electron's folder in node_modules; its installer writes path.txt last
 * @returns {import('./runtime.mjs').FoundElectron | null}
 */
export function findInstalled(home) {
  const path = readText(join(home, 'path.txt'))
  const version = readText(join(home, 'dist', 'version'))
  if (path === null || version === null || version !== wantedVersion(home)) return null
  const executable = join(home, 'dist', path)
  return existsSync(executable) ? { executable, version } : null
}

async function download({ root, home, log }) {
  if (!existsSync(home)) throw new LaunchError('The dependencies are not installed: run `npm ci` first.')
  // A fresh fallback remembers that the download failed here; a try costs minutes behind a silent firewall.
  if (isFallbackMade(root) && ageMs(fallbackFolder(root)) < retryDownloadAfterMs) return null
  log(`Downloading Electron ${wantedVersion(home)}, once …`)
  try {
    await runTool(process.execPath, [join(home, 'install.js')], { timeoutMs: downloadTimeoutMs })
  } catch (error) {
    log(`Electron's own download failed: ${error.message}`)
    if (isFallbackMade(root)) touch(fallbackFolder(root))
    return null
  }
  return findInstalled(home)
}

async function makeFallback({ root, log }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  // One sentence with all that a bare machine lacks, before 196 MB are fetched.
  if (!isFallbackMade(root)) {
    const commands = ['unzip', ...compilers].filter((command) => !hasCommand(command))
    const libraries = await missingLibraries(electronLibraries)
    requirePackages(packagesFor({ commands: [...commands, ...missingDisplayCommands()], libraries }))
  }
  // The download waits for the network while the compiler works; wait for both so that neither is left running.
  const results = await Promise.allSettled([
    ensureFallback({ root, log }),
    ensureSqliteBinding({ root, log }),
  ])
  const failed = results.find((result) => result.status === 'rejected')
  if (failed === undefined) return results[0].value
  if (failed.reason instanceof LaunchError) throw failed.reason
  throw new LaunchError(
    `No Electron can be had here: its own download failed, and so did the Linux fallback (${failed.reason.message}).`,
  )
}

const executableName = (platform) =>
  platform === 'darwin' ? join('Electron.app', 'Contents', 'MacOS', 'Electron') : 'electron'

const wantedVersion = (home) => JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : null
}

const ageMs = (file) => Date.now() - statSync(file).mtimeMs

/** Only the owner of the cache may; for any other user the download is tried again each time. */
function touch(file) {
  try {
    utimesSync(file, new Date(), new Date())
  } catch (error) {
    if (error.code !== 'EPERM' && error.code !== 'EACCES') throw error
  }
}
