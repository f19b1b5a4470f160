import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { LaunchError } from './entry.mjs'
import { runTool } from './run-tool.mjs'

const packageOfCommand = {
  unzip: 'unzip',
  gcc: 'build-essential',
  'g++': 'build-essential',
  'xvfb-run': 'xvfb',
  // Debian's xvfb only recommends it, and xvfb-run ends with 3 without it.
  xauth: 'xauth',
}

/** Everything else that Electron links to arrives with libgtk-3-0 (checked with readelf and apt-cache depends). */
const packageOfLibrary = {
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libdrm.so.2': 'libgbm1',
  'libexpat.so.1': 'libgbm1',
}
export const electronLibraries = ['libgtk-3.so.0', 'libnss3.so', 'libasound.so.2', 'libgbm.so.1']

/**
 * @param {{ commands?: readonly string[], libraries?: readonly string[] }} missing
 * @returns {string[]} the Debian packages that bring them, each once
 */
export function packagesFor({ commands = [], libraries = [] }) {
  const names = [
    ...commands.map((command) => packageOfCommand[command] ?? command),
    ...libraries.map((library) => packageOfLibrary[library] ?? 'libgtk-3-0'),
  ]
  return [...new Set(names)]
}

/**
 * @param {string} lddOutput
 * @returns {string[]}
 */
export function missingInLdd(lddOutput) {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1])
}

/**
 * @param {string} command
 * @returns {boolean}
 */
export function hasCommand(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)))
}

/**
 * @param {readonly string[]} libraries
 * @returns {Promise<string[]>} those the loader does not know; none where there is no glibc cache to ask
 */
export async function missingLibraries(libraries) {
  // An ordinary user of Debian has no sbin in PATH.
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((file) => existsSync(file))
  if (ldconfig === undefined) return []
  const known = await runTool(ldconfig, ['-p']).catch(() => null)
  return known === null ? [] : libraries.filter((library) => !known.includes(`\t${library} `))
}

/**
 * @param {string} executable an Electron for Linux
 * @returns {Promise<void>} throws one sentence when the loader would refuse it; measured at 10 ms
 */
export async function requireLibrariesOf(executable) {
  const output = await runTool('ldd', [executable]).catch(() => '')
  requirePackages(packagesFor({ libraries: missingInLdd(output) }))
}

/**
 * @param {readonly string[]} packages
 * @returns {void}
 */
export function requirePackages(packages) {
  if (packages.length === 0) return
  const names = packages.map(nameOnThisSystem).join(' ')
  throw new LaunchError(
    `Some Debian packages are missing here; install them with: sudo apt-get install ${names}`,
  )
}

/** Debian 13 and Ubuntu 24.04 (glibc 2.39 and newer) renamed two of them, and there the old names fail to install. */
function nameOnThisSystem(name) {
  if (name !== 'libasound2' && name !== 'libgtk-3-0') return name
  const glibc = process.report.getReport().header.glibcVersionRuntime ?? '2.0'
  return Number(glibc.split('.')[1]) >= 39 ? `${name}t64` : name
}
