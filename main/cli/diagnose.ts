import { readFile, stat } from 'node:fs/promises'
import { arch, cpus, homedir, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { describeThrown } from '../../shared/result'
import { countText } from '../../shared/rules/wording'
import { redact } from '../log'
import { openDatabase, openReadonly } from '../store/sqlite-binding'
import { asksForHelp } from './arguments'
import { leaveWhenUnread } from './closed-pipe'
import { writePage } from './diagnose-page'
import { hardwarePage } from './hardware-page'
import { sampleMachine } from './sample-machine'
import { sourcesHealth } from './sources-health'
import { userDataFolder } from './user-data'

const usage =
  'Usage: npm run diagnose. It takes no options; APP_USER_DATA=DIR names another folder of Sextant’s own files.'

/** `npm run diagnose`: one page for a bug report. Reads the app's own files, changes none, and hides names and secrets. */
async function main(): Promise<void> {
  const home = homedir()
  const data = join(userDataFolder(process.env, platform(), home), 'data')
  await writePage(
    [
      { name: 'Versions', lines: versions },
      {
        name: 'Hardware',
        lines: async () =>
          hardwarePage(await sampleMachine({ env: process.env, watchMs: 2_500, log: () => {} })),
      },
      { name: 'Database', lines: () => databaseHealth(join(data, 'sextant.sqlite')) },
      { name: 'Sources', lines: () => sourcesHealth(join(data, 'settings.json')) },
    ],
    (line) => process.stdout.write(`${redact(line, home)}\n`),
  )
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
      `Database: ${path}, ${countText(found.size, 'byte')}, version ${version}, check ${check}, ${countText(runs, 'run')} remembered`,
    ]
  } catch (thrown) {
    return [`Database: ${path} cannot be read: ${describeThrown(thrown).split('\n')[0] ?? ''}`]
  }
}

leaveWhenUnread(process.stdout, () => process.exit(0))
const args = process.argv.slice(2)
if (asksForHelp(args)) process.stdout.write(`${usage}\n`)
else if (args[0] !== undefined) {
  process.stderr.write(`${args[0]} is not understood. ${usage}\n`)
  process.exitCode = 2
} else await main()
