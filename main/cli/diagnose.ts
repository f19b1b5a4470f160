import { readFile, stat } from 'node:fs/promises'
import { arch, cpus, homedir, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { SettingsSchema } from '../../shared/model/settings'
import { describeThrown } from '../../shared/result'
import { redact } from '../log'
import { openDatabase, openReadonly } from '../store/sqlite-binding'
import { collect } from './collect'
import { hardwarePage } from './hardware-page'
import { sampleMachine } from './sample-machine'
import { userDataFolder } from './user-data'

/** `npm run diagnose`: one page for a bug report. Reads the app's own files, changes none, and hides names and secrets. */
async function main(): Promise<void> {
  const home = homedir()
  const data = join(userDataFolder(process.env, platform(), home), 'data')
  const lines = [
    ...(await versions()),
    '',
    ...hardwarePage(await sampleMachine({ env: process.env, watchMs: 2_500, log: () => {} })),
    '',
    ...(await databaseHealth(join(data, 'sextant.sqlite'))),
    '',
    ...(await sourcesHealth(join(data, 'settings.json'))),
  ]
  process.stdout.write(`${lines.map((line) => redact(line, home)).join('\n')}\n`)
}

async function versions(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const memoryGiB = (totalmem() / 1024 ** 3).toFixed(1)
  return [
    `Sextant ${manifest.version}`,
    `System: ${platform()} ${release()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${memoryGiB} GiB`,
    `Node ${process.versions.node}, Node-API ${process.versions['napi'] ?? 'unknown'}, SQLite ${sqliteVersion()}`,
  ]
}

function sqliteVersion(): string {
  const database = openDatabase(':memory:')
  try {
    return database.prepare('SELECT sqlite_version()').pluck().get() as string
  } finally {
    database.close()
  }
}

async function databaseHealth(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null)
  if (found === null) return [`Database: none yet at ${path}`]
  try {
    const database = openReadonly(path)
    const check = database.pragma('quick_check(1)', { simple: true }) as string
    const version = database.pragma('user_version', { simple: true }) as number
    const runs = database.prepare('SELECT count(*) FROM run').pluck().get() as number
    database.close()
    return [
      `Database: ${path}, ${found.size} bytes, version ${version}, check ${check}, ${runs} runs remembered`,
    ]
  } catch (thrown) {
    return [`Database: ${path} cannot be read: ${describeThrown(thrown).split('\n')[0] ?? ''}`]
  }
}

async function sourcesHealth(settingsPath: string): Promise<string[]> {
  const raw: unknown = await readFile(settingsPath, 'utf8').then(JSON.parse, () => ({}))
  const { roots } = v.parse(SettingsSchema, raw)
  if (roots.length === 0) return ['Sources: no folder has been added yet']
  const startedAt = performance.now()
  const collected = await collect({ places: roots, history: null, log: () => {} })
  const lines = [
    `Sources below ${roots.length} places, read in ${Math.round(performance.now() - startedAt)} ms:`,
  ]
  for (const source of collected.sources) {
    lines.push(`  ${source.state.padEnd(8)} ${source.kind.padEnd(18)} ${source.location}`)
    lines.push(`           ${source.message}`)
    for (const problem of source.problems) lines.push(`           ! ${problem.location}: ${problem.message}`)
  }
  for (const place of collected.unreadable) lines.push(`  failed   ${place.location}: ${place.message}`)
  return lines
}

await main()
