import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate, migrations, NewerDatabaseError } from '../../../../main/store/migrate'
import { openAppDatabase } from '../../../../main/store/open'
import { openDatabase } from '../../../../main/store/sqlite-binding'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (path: string) => openAppDatabase({ path, now: Date.UTC(2026, 10, 23), log: () => {} })
const version = (database: ReturnType<typeof openDatabase>) =>
  database.pragma('user_version', { simple: true })

describe('migrations', () => {
  it('rise in version and each leaves a sound database', () => {
    const database = openDatabase(':memory:')
    for (let count = 1; count <= migrations.length; count++) {
      migrate(database, migrations.slice(0, count))
      expect(version(database)).toBe(migrations[count - 1]!.version)
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    }
    expect(migrations.map((step) => step.version)).toEqual(
      [...migrations.map((step) => step.version)].sort((a, b) => a - b),
    )
    database.close()
  })
  it('leave the database as it was when a step fails', () => {
    const database = openDatabase(':memory:')
    const broken = { version: 999, name: 'broken', sql: 'CREATE TABLE half (a); CREATE TABLE half (a);' }
    expect(() => migrate(database, [...migrations, broken])).toThrow(/half/)
    expect(version(database)).toBe(migrations.at(-1)!.version)
    expect(database.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'half'").pluck().get()).toBe(0)
    database.close()
  })
  it('refuse a database of a newer app', () => {
    const database = openDatabase(':memory:')
    database.pragma('user_version = 100000')
    expect(() => migrate(database)).toThrow(NewerDatabaseError)
    database.close()
  })
})

describe('opening', () => {
  it('keeps what was written', () => {
    const path = join(folder, 'sextant.sqlite')
    const first = open(path)
    first.database.prepare("INSERT INTO key_use VALUES ('metric', 'loss', 3)").run()
    first.database.close()
    const second = open(path)
    expect(second.notice).toBeNull()
    expect(second.database.prepare('SELECT uses FROM key_use').pluck().get()).toBe(3)
    second.database.close()
  })
  it('sets a damaged file aside, keeps its bytes, and says so', () => {
    const path = join(folder, 'sextant.sqlite')
    writeFileSync(path, 'this is no database at all, but somebody may want it back')
    const { database, notice } = open(path)
    database.close()
    const aside = readdirSync(folder).find((name) => name.includes('.corrupt-2026-11-23'))!
    expect(readFileSync(join(folder, aside), 'utf8')).toContain('somebody may want it back')
    expect(notice).toContain(aside)
  })
  it('leaves a healthy database that is locked alone, with all that is in it, and works in memory', () => {
    const path = join(folder, 'sextant.sqlite')
    open(path).database.close()
    const holder = openDatabase(path)
    holder.exec(
      "PRAGMA locking_mode = EXCLUSIVE; BEGIN; INSERT INTO key_use VALUES ('metric', 'mine', 3); COMMIT",
    )
    const { database, notice } = open(path)
    expect(database.memory).toBe(true)
    expect(notice).toMatch(/is held by another program\. .* is untouched/)
    database.close()
    holder.close()
    const after = open(path)
    expect(after.notice).toBeNull()
    expect(after.database.prepare('SELECT key FROM key_use').pluck().all()).toEqual(['mine'])
    after.database.close()
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([])
  }, 20_000)
  it('leaves a healthy database alone whose journal cannot be written, and works in memory', () => {
    const path = join(folder, 'sextant.sqlite')
    open(path).database.close()
    const before = readFileSync(path)
    mkdirSync(`${path}-wal`)
    const { database, notice } = open(path)
    expect(database.memory).toBe(true)
    expect(notice).toMatch(/cannot be opened\./)
    database.close()
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([])
  })
  it('never touches the database of a newer app, and works in memory', () => {
    const path = join(folder, 'sextant.sqlite')
    const newer = openDatabase(path)
    newer.pragma('user_version = 100000')
    newer.close()
    const before = readFileSync(path)
    const { database, notice } = open(path)
    expect(notice).toMatch(/newer Sextant/)
    expect(database.memory).toBe(true)
    database.close()
    expect(readFileSync(path).equals(before)).toBe(true)
  })
  it('works in memory where nothing can be written', () => {
    writeFileSync(join(folder, 'file'), '')
    const { database, notice } = open(join(folder, 'file', 'sextant.sqlite'))
    expect(notice).toContain(
      `cannot be opened, because ${join(folder, 'file')} is no folder: a file lies there.`,
    )
    expect(database.memory).toBe(true)
    database.close()
  })
})
