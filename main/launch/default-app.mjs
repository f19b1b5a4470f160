/**
 * What Electron's own default app does, for the Linux fallback: Cypress ships Electron without it, and with it
 * `electron FOLDER` works as usual. It is packed into default_app.asar and runs inside Electron only.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron/main'

const options = parse(process.argv.slice(1))
if (options.printsVersion) {
  process.stdout.write(`v${process.versions.electron}\n`)
  process.exit(0)
}
if (options.file === null) fail('give the folder of an app as argument')
await load(resolve(options.file))

/** The first argument that is no flag is the app; `-r MODULE` before it is loaded first, as in Electron. */
function parse(args) {
  const parsed = { file: null, modules: [], printsVersion: false }
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]
    if (arg === '--version' || arg === '-v') return { ...parsed, printsVersion: true }
    if (arg === '-r' || arg === '--require') parsed.modules.push(args[++index])
    else if (!arg.startsWith('-')) return { ...parsed, file: arg }
  }
  return parsed
}

async function load(folder) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
  const require = createRequire(join(folder, 'package.json'))
  const manifestFile = join(folder, 'package.json')
  try {
    if (existsSync(manifestFile)) introduce(JSON.parse(readFileSync(manifestFile, 'utf8')))
    const main = require.resolve(folder)
    app.setAppPath(folder)
    for (const module of options.modules) require(module)
    await import(pathToFileURL(main).href)
  } catch (error) {
    fail(`cannot start the app in ${folder}: ${error?.stack ?? error}`)
  }
}

function introduce(manifest) {
  if (manifest.version) app.setVersion(manifest.version)
  const name = manifest.productName ?? manifest.name
  if (name) app.name = name
  app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`)
}

/** Electron shows a box here, which nobody can close under xvfb. */
function fail(sentence) {
  process.stderr.write(`electron: ${sentence}\n`)
  process.exit(1)
}
