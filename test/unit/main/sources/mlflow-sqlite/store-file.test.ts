import { constants, copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openConnection } from '../../../../../main/sources/mlflow-sqlite/connection'
import { cloneUnderLock } from '../../../../../main/sources/mlflow-sqlite/database-copy'
import { readHeader } from '../../../../../main/sources/mlflow-sqlite/file-look'
import { createStoreFile } from '../../../../../main/sources/mlflow-sqlite/store-file'
import { openReadonly } from '../../../../../main/store/sqlite-binding'
import { goldenIds, goldenStoreOfRuns } from '../../../../contract/golden-store'
import { appendPoints, createMlflowDatabase, writeGolden } from '../../../../support/mlflow-sqlite-builder'
import { treeOf } from '../../../../support/tree'
import { faultCode, goldenDatabase, namesIn, never, poll, sourceOn, testFolder } from './store-under-test'

const point = { key: 'train_loss', value: 0.5, timestamp: 1_795_425_500_000, step: 7 }

describe('a database that becomes another one', () => {
  it('is read anew when another file takes its place', async () => {
    const { source, location, root } = await goldenDatabase()
    await poll(source)
    const other = createMlflowDatabase(join(root, 'other.db'))
    writeGolden(other, goldenStoreOfRuns(3))
    other.close()
    renameSync(join(root, 'other.db'), location)
    const { outcome, runs } = await poll(source)
    expect(outcome).toMatchObject({ ok: true, value: { full: true } })
    expect(runs.length).toBe(3)
    expect(faultCode(await source.series(runs[0]!.runId, ['loss'], never))).toBe('ok')
  })

  it('is read anew when it was deleted and made again between two polls', async () => {
    const { source, location, writer } = await goldenDatabase()
    await poll(source)
    writer.close()
    rmSync(location)
    const again = createMlflowDatabase(location)
    writeGolden(again, goldenStoreOfRuns(2))
    again.close()
    const { outcome, runs } = await poll(source)
    expect(outcome).toMatchObject({ ok: true, value: { full: true } })
    expect(runs.length).toBe(2)
  })

  it('is read anew after a VACUUM, which gives rows other rowids', async () => {
    const { source, writer } = await goldenDatabase()
    await poll(source)
    writer.exec(`DELETE FROM runs WHERE run_uuid = '${goldenIds.child}'`)
    writer.exec('VACUUM')
    const { outcome, runs } = await poll(source)
    expect(outcome).toMatchObject({ ok: true, value: { full: true } })
    expect(runs.length).toBe(5)
    appendPoints(writer, goldenIds.finished, [point])
    expect((await poll(source)).runs.map((run) => run.runId)).toEqual([goldenIds.finished])
  })

  it('is read by its new columns after `mlflow db upgrade`', async () => {
    const { source, writer } = await goldenDatabase({ revision: 'c48cb773bb87' })
    expect((await poll(source)).experiments.every((each) => each.createdAt === null)).toBe(true)
    writer.exec('ALTER TABLE experiments ADD COLUMN creation_time BIGINT')
    writer.exec('UPDATE experiments SET creation_time = 5')
    writer.exec(`UPDATE alembic_version SET version_num = '97727af70f4d'`)
    const { outcome, experiments } = await poll(source)
    expect(outcome.ok && outcome.value.message).toContain('schema 97727af70f4d')
    expect(experiments.map((each) => each.createdAt)).toEqual([5, 5, 5])
  })

  it('notices a second commit within the same tick of a coarse clock', async () => {
    // As if the file had just changed, and its time of change could not be told apart from the next one's.
    const { source, writer } = await goldenDatabase()
    await poll(source)
    for (let step = 10; step < 60; step++) {
      appendPoints(writer, goldenIds.running, [{ ...point, step }])
      expect((await poll(source)).runs.map((run) => run.metrics['train_loss']?.step)).toEqual([step])
    }
  })
})

describe('a database in WAL mode', () => {
  it('is read from a copy that is gone afterwards, with what is only in the log', async () => {
    const store = await goldenDatabase({ journalMode: 'WAL' })
    expect(await namesIn(store.root)).toEqual(['mlflow.db', 'mlflow.db-shm', 'mlflow.db-wal'])
    const before = treeOf(store.root)
    expect((await poll(store.source)).runs.length).toBe(6)
    expect((await namesIn(store.copies)).length).toBe(1)
    expect(treeOf(store.root)).toEqual(before)
    await store.source.dispose()
    expect(await namesIn(store.copies)).toEqual([])
  })

  it('leaves nothing beside it when nobody has it open', async () => {
    const folder = await testFolder()
    const writer = createMlflowDatabase(folder.location, { journalMode: 'WAL' })
    writeGolden(writer, goldenStoreOfRuns(5))
    writer.close()
    expect(readHeader(folder.location).isWal).toBe(true)
    const before = treeOf(folder.root)
    const source = sourceOn(folder)
    expect((await poll(source)).runs.length).toBe(5)
    expect((await poll(source)).batches).toEqual([])
    await source.dispose()
    expect(treeOf(folder.root)).toEqual(before)
  })

  it('is copied again only when it changed, and keeps one copy', async () => {
    const { source, writer, copies } = await goldenDatabase({ journalMode: 'WAL' })
    await poll(source)
    appendPoints(writer, goldenIds.finished, [point])
    // A copy that took long is not followed by another at once, as on a busy machine.
    await expect
      .poll(async () => (await poll(source)).runs.map((run) => run.metrics['train_loss']?.value), {
        timeout: 15_000,
      })
      .toEqual([0.5])
    expect((await namesIn(copies)).length).toBe(1)
    writer.pragma('wal_checkpoint(TRUNCATE)')
    expect((await poll(source)).batches).toEqual([])
    const series = await source.series(goldenIds.finished, ['train_loss'], never)
    expect(series.ok && series.value[0]?.value.at(-1)).toBe(0.5)
  })

  it('is followed when its journal mode is switched, either way', async () => {
    const { source, writer, root } = await goldenDatabase()
    await poll(source)
    writer.pragma('journal_mode = WAL')
    appendPoints(writer, goldenIds.finished, [point])
    const names = await namesIn(root)
    expect(
      (await poll(source)).runs.find((run) => run.runId === goldenIds.finished)?.metrics['train_loss']?.step,
    ).toBe(7)
    expect(await namesIn(root)).toEqual(names)
    writer.pragma('journal_mode = DELETE')
    appendPoints(writer, goldenIds.finished, [{ ...point, step: 8 }])
    expect(
      (await poll(source)).runs.find((run) => run.runId === goldenIds.finished)?.metrics['train_loss']?.step,
    ).toBe(8)
    expect(await namesIn(root)).toEqual(['mlflow.db'])
  })

  it('never opens in place what was switched to WAL since the last look', async () => {
    const { writer, location, copies, root } = await goldenDatabase()
    const file = createStoreFile({
      location,
      openReadonly,
      temporaryFolder: copies,
      sourceId: 'x',
      now: Date.now,
    })
    onTestFinished(() => file.dispose())
    await file.refresh()
    expect(file.connection().value('SELECT count(*) FROM runs')).toBe(6)
    writer.pragma('journal_mode = WAL')
    writer.close()
    expect(() => file.connection()).toThrow('switched to another journal mode')
    expect(await namesIn(root)).toEqual(['mlflow.db'])
  })
})

describe('a clone for long reads', () => {
  it('holds what was committed, while the original goes on', async () => {
    const { writer, location, copies } = await goldenDatabase()
    const connection = openConnection(openReadonly, location)
    onTestFinished(() => connection.close())
    const clone = await cloneUnderLock(connection, location, copies, 'x', copyFileSync)
    appendPoints(writer, goldenIds.finished, [point])
    const copy = openConnection(openReadonly, clone?.path ?? '')
    const count = `SELECT count(*) FROM metrics WHERE step = 7`
    expect([copy.value(count), connection.value(count)]).toEqual([0, 1])
    copy.close()
    await clone?.dispose()
    expect(await namesIn(copies)).toEqual([])
  })

  it('is made of big stores only, and is gone after the read', async () => {
    const { location, copies } = await goldenDatabase()
    const options = { location, openReadonly, temporaryFolder: copies, sourceId: 'x', now: Date.now }
    const small = createStoreFile(options)
    onTestFinished(() => small.dispose())
    await small.refresh()
    expect(await small.cloneForLongRead()).toBeNull()
    const big = createStoreFile({ ...options, longRead: { fromBytes: 1, clone: copyFileSync } })
    onTestFinished(() => big.dispose())
    expect(await big.cloneForLongRead()).toBeNull()
    await big.refresh()
    const clone = await big.cloneForLongRead()
    expect(clone?.connection().value('SELECT count(*) FROM runs')).toBe(6)
    expect((await namesIn(copies)).length).toBe(1)
    await clone?.dispose()
    expect(await namesIn(copies)).toEqual([])
  })

  it('is done without where the file system cannot clone, or the store is locked', async () => {
    const { writer, location, copies } = await goldenDatabase()
    const connection = openConnection(openReadonly, location)
    onTestFinished(() => connection.close())
    const refuse = () => {
      throw new Error('ENOTSUP')
    }
    expect(await cloneUnderLock(connection, location, copies, 'x', refuse)).toBeNull()
    writer.exec('BEGIN EXCLUSIVE')
    const copy = (from: string, to: string) => copyFileSync(from, to, constants.COPYFILE_EXCL)
    expect(await cloneUnderLock(connection, location, copies, 'x', copy)).toBeNull()
    writer.exec('COMMIT')
    appendPoints(writer, goldenIds.finished, [point])
    expect(await namesIn(copies)).toEqual([])
  })
})

describe('readHeader', () => {
  it('tells the length a file should have, and nothing of what is no database', async () => {
    const { location, root, writer } = await goldenDatabase()
    const bytes =
      Number(writer.pragma('page_count', { simple: true })) *
      Number(writer.pragma('page_size', { simple: true }))
    expect(readHeader(location)).toEqual({ isSqlite: true, isWal: false, expectedBytes: bytes })
    writeFileSync(join(root, 'short'), 'SQLite format 3')
    expect(readHeader(join(root, 'short'))).toEqual({ isSqlite: false, isWal: false, expectedBytes: 0 })
  })
})
