import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Fetches the type declarations of the fallback runtime's Electron, which the app must compile against as well.
 * Only the one file is taken out of the package, and none of its scripts runs.
 */
const version = '33.2.1'
const cache = resolve(import.meta.dirname, '../../.cache')
const folder = join(cache, `electron-${version}-types`)

if (!existsSync(join(folder, 'electron.d.ts'))) {
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'types-'))
  try {
    execFileSync('npm', ['pack', `electron@${version}`, '--silent', '--pack-destination', work], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    execFileSync('tar', [
      '-xzf',
      join(work, `electron-${version}.tgz`),
      '-C',
      work,
      '--strip-components=1',
      'package/electron.d.ts',
    ])
    rmSync(join(work, `electron-${version}.tgz`))
    rmSync(folder, { recursive: true, force: true })
    renameSync(work, folder)
  } catch (thrown) {
    rmSync(work, { recursive: true, force: true })
    process.stderr.write(`The types of Electron ${version} could not be fetched: ${thrown.message}\n`)
    process.exitCode = 1
  }
}
