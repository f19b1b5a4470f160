import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { faultOf } from '../../../../../main/sources/mlflow-sqlite/fault'
import { goldenStoreOfRuns } from '../../../../contract/golden-store'
import { createMlflowDatabase, writeGolden } from '../../../../support/mlflow-sqlite-builder'
import { testServices } from '../../../../support/source-services'
import { treeOf } from '../../../../support/tree'
import {
  faultCode,
  goldenDatabase,
  namesIn,
  never,
  poll,
  sourceOn,
  testFolder,
  type Folder,
} from './store-under-test'

/** A closed database of 40 runs at the folder's location. */
function writeStore({ location }: Folder): void {
  const database = createMlflowDatabase(location)
  writeGolden(database, goldenStoreOfRuns(40))
  database.close()
}

interface Fault {
  readonly name: string
  readonly arrange: (folder: Folder) => void
  readonly code: string
  readonly says: RegExp
}

const faults: readonly Fault[] = [
  {
    name: 'nothing there',
    arrange: () => undefined,
    code: 'not-found',
    says: /^mlflow\.db is not there\.$/,
  },
  {
    name: 'a folder of that name',
    arrange: ({ location }) => mkdirSync(location),
    code: 'unsupported',
    says: /^mlflow\.db is not a file\.$/,
  },
  {
    name: '0 bytes',
    arrange: ({ location }) => writeFileSync(location, ''),
    code: 'unsupported',
    says: /^mlflow\.db is empty: nothing was ever logged to it\.$/,
  },
  {
    name: 'text',
    arrange: ({ location }) => writeFileSync(location, 'run_id,loss\n'.repeat(400)),
    code: 'unsupported',
    says: /is not an SQLite database, or it is encrypted\.$/,
  },
  {
    name: 'encrypted bytes',
    arrange: ({ location }) => writeFileSync(location, randomBytes(40_960)),
    code: 'unsupported',
    says: /is not an SQLite database, or it is encrypted\.$/,
  },
  {
    name: 'only the first 50 bytes',
    arrange: (folder) => {
      writeStore(folder)
      truncateSync(folder.location, 50)
    },
    code: 'unsupported',
    says: /is not an SQLite database/,
  },
  {
    name: 'a copy that broke off half-way',
    arrange: (folder) => {
      writeStore(folder)
      truncateSync(folder.location, Math.floor(readFileSync(folder.location).length / 2))
    },
    code: 'corrupt',
    says: /^mlflow\.db is cut short: 0\.\d MB of 0\.\d MB are there\.$/,
  },
  {
    name: 'a database of something else',
    arrange: ({ location }) =>
      void new Database(location).exec('CREATE TABLE notes (text); CREATE TABLE runs (id)').close(),
    code: 'unsupported',
    says: /is an SQLite database, but not an MLflow store\.$/,
  },
  {
    name: 'nonsense where pages should be',
    arrange: (folder) => {
      writeStore(folder)
      const bytes = readFileSync(folder.location)
      writeFileSync(folder.location, bytes.fill(0xee, 100))
    },
    code: 'corrupt',
    says: /^mlflow\.db is damaged: /,
  },
  {
    name: 'a journal that nobody rolled back',
    arrange: leaveHotJournal,
    code: 'locked',
    says: /^A write to mlflow\.db was cut off half-way; start MLflow on it once to put it right\.$/,
  },
]

function leaveHotJournal({ root, location }: Folder): void {
  const live = join(root, 'live.db')
  writeStore({ root, location: live, copies: '' })
  const writer = new Database(live)
  // A transaction that outgrows the cache spills into the file, as a killed process would leave it.
  writer.pragma('foreign_keys = OFF')
  writer.pragma('cache_size = 5')
  writer.exec('BEGIN')
  const insert = writer.prepare('INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)')
  for (let at = 0; at < 500; at++) insert.run(`key ${at}`, 'x'.repeat(400), 'a')
  copyFileSync(live, location)
  copyFileSync(`${live}-journal`, `${location}-journal`)
  writer.exec('ROLLBACK')
  writer.close()
  rmSync(live)
}

describe('a store that cannot be read', () => {
  it.each(faults)('says so in one sentence: $name', async ({ arrange, code, says }) => {
    const folder = await testFolder()
    arrange(folder)
    const before = treeOf(folder.root)
    const source = sourceOn(folder)
    for (const attempt of ['first', 'again']) {
      const { outcome, batches } = await poll(source)
      expect([attempt, faultCode(outcome)]).toEqual([attempt, code])
      expect(outcome.ok ? '' : outcome.error.message).toMatch(says)
      expect(batches).toEqual([])
    }
    expect(faultCode(await source.series('run', ['loss'], never))).toBe(code)
    expect(await source.pathOf('run')).toBeNull()
    expect(treeOf(folder.root)).toEqual(before)
    expect(await namesIn(folder.copies)).toEqual([])
  })

  it('reads it once the fault is mended', async () => {
    const folder = await testFolder()
    writeFileSync(folder.location, '')
    const source = sourceOn(folder)
    expect(faultCode((await poll(source)).outcome)).toBe('unsupported')
    rmSync(folder.location)
    writeStore(folder)
    const { outcome, runs } = await poll(source)
    expect(outcome).toMatchObject({ ok: true, value: { full: true } })
    expect(runs.length).toBe(40)
  })

  it.skipIf(process.getuid?.() === 0)('says that it may not read it', async () => {
    const folder = await testFolder()
    writeStore(folder)
    chmodSync(folder.location, 0)
    expect(faultCode((await poll(sourceOn(folder))).outcome)).toBe('permission')
  })

  it('calls a refused file a matter of permission', () => {
    const thrown = Object.assign(new Error('EPERM: operation not permitted'), { code: 'EPERM' })
    expect(faultOf(thrown, { location: '/store/mlflow.db', lastReadAt: null })).toMatchObject({
      code: 'permission',
      message: 'Sextant is not allowed to read mlflow.db.',
    })
  })

  it('does not take a bug of ours for a fault of the store', () => {
    expect(
      faultOf(new TypeError('x is not a function'), { location: '/store/mlflow.db', lastReadAt: null }),
    ).toBeNull()
  })
})

describe('a store that is being written to', () => {
  it('is left alone soon, says when it was read last, and goes on where it was', async () => {
    let now = new Date(2026, 10, 24, 14, 2, 40).getTime()
    const store = await goldenDatabase()
    const source = sourceOn(store, { services: testServices({ now: () => now }) })
    await poll(source)
    now += 60_000
    store.writer.prepare('UPDATE runs SET name = ? WHERE run_uuid LIKE ?').run('renamed', 'b42%')
    store.writer.exec('BEGIN EXCLUSIVE')
    const startedAt = performance.now()
    const locked = await poll(source)
    expect(performance.now() - startedAt).toBeLessThan(1_500)
    expect(locked.outcome).toMatchObject({
      ok: false,
      error: { code: 'locked', message: 'mlflow.db is being written to; showing what was read at 14:02.' },
    })
    expect(faultCode(await source.series('b42a9d68de884c1383b74f9181f9641c', ['train_loss'], never))).toBe(
      'locked',
    )
    store.writer.exec('COMMIT')
    const free = await poll(source)
    expect(free.outcome).toMatchObject({ ok: true, value: { full: false } })
    expect(free.runs.map((run) => run.name)).toEqual(['renamed'])
  })

  it('says that it will be read, when it never was', async () => {
    const { source, writer } = await goldenDatabase()
    writer.exec('BEGIN EXCLUSIVE')
    const { outcome } = await poll(source)
    writer.exec('COMMIT')
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'locked', message: 'mlflow.db is being written to; it is read as soon as it is free.' },
    })
  })

  it('waits a moment within the poll for a commit to be over', async () => {
    const store = await goldenDatabase()
    const services = testServices({ onDelay: () => store.writer.exec('COMMIT') })
    store.writer.exec('BEGIN EXCLUSIVE')
    const { outcome, runs } = await poll(sourceOn(store, { services }))
    expect([faultCode(outcome), runs.length, services.delays.length]).toEqual(['ok', 6, 1])
  })
})

describe('a file that is not where it was', () => {
  it('follows a link', async () => {
    const store = await goldenDatabase()
    const link = join(store.root, 'link.db')
    symlinkSync(store.location, link)
    const { runs } = await poll(sourceOn({ ...store, location: link }))
    expect(runs.length).toBe(6)
  })

  it('comes back whole after it was away', async () => {
    const { source, location, root } = await goldenDatabase()
    await poll(source)
    await rename(location, join(root, 'away'))
    expect(faultCode((await poll(source)).outcome)).toBe('not-found')
    await rename(join(root, 'away'), location)
    const { outcome, runs } = await poll(source)
    expect(outcome).toMatchObject({ ok: true, value: { full: true } })
    expect(runs.length).toBe(6)
  })
})
