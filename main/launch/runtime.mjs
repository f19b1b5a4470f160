import { LaunchError } from './entry.mjs'
import { ensureSqliteBinding } from './sqlite-binding.mjs'
import { systemProbes } from './runtime-probes.mjs'

/**
 * @typedef {{ executable: string, version: string }} FoundElectron
 * @typedef {'override' | 'installed' | 'downloaded' | 'fallback'} RuntimeOrigin
 * @typedef {Record<RuntimeOrigin, () => Promise<FoundElectron | null>>} RuntimeProbes null: not to be had this way
 * @typedef {FoundElectron & { origin: RuntimeOrigin, env: Record<string, string> }} Runtime
 */

/** @type {readonly RuntimeOrigin[]} */
const order = ['override', 'installed', 'downloaded', 'fallback']

/**
 * Finds the Electron to run, making it if need be. `env` is what the app needs in its environment with it.
 * @param {{
 *   root: string,
 *   log: (line: string) => void,
 *   platform?: NodeJS.Platform,
 *   probes?: RuntimeProbes,
 *   ensureBinding?: typeof ensureSqliteBinding,
 * }} options
 * @returns {Promise<Runtime>}
 */
export async function findRuntime({
  root,
  log,
  platform = process.platform,
  probes = systemProbes({ root, log }),
  ensureBinding = ensureSqliteBinding,
}) {
  for (const origin of order) {
    const found = await probes[origin]()
    if (found === null) continue
    const needsBinding = platform === 'linux' && lacksNodeApi10(found.version)
    const env = needsBinding ? { APP_SQLITE_BINDING: await ensureBinding({ root, log }) } : {}
    return { ...found, origin, env }
  }
  throw new LaunchError(
    'No Electron can be had here: its download from GitHub failed; check the network, or name a folder that ' +
      'holds one in ELECTRON_OVERRIDE_DIST_PATH.',
  )
}

/**
 * Electron 35 was the first with Node 22.14 and so Node-API 10, which better-sqlite3's prebuilt binding needs.
 * @param {string} version of Electron
 * @returns {boolean}
 */
export function lacksNodeApi10(version) {
  return Number.parseInt(version, 10) < 35
}
