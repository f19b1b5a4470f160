import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { createSaveDesk, type SavePlace } from '../../../../main/engine/save-desk'
import { superviseThread } from '../../../../main/threads/supervisor'
import { systemClock } from '../../../../shared/clock'
import type { SavingFile } from '../../../../shared/model/saving'
import { fail, ok, type Result } from '../../../../shared/result'
import { deferred } from '../../renderer/support/fake-bridge'

let folder = ''
let target = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-desk-'))
  target = join(folder, 'copy.bin')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function setUp() {
  const told: (readonly SavingFile[])[] = []
  const stopped: number[] = []
  const desk = createSaveDesk({
    clock: systemClock,
    stopFilling: (saveId) => void stopped.push(saveId),
    onChange: (saves) => void told.push(saves),
  })
  return { desk, told, stopped }
}
const filling =
  (content: string) =>
  async ({ file }: SavePlace) => {
    writeFileSync(file, content)
    return ok({ bytes: content.length })
  }

it('puts a file into its place when it is whole, and tells of it meanwhile', async () => {
  const { desk, told } = setUp()
  writeFileSync(target, 'older')
  const saved = desk.save(target, async (place) => {
    desk.progress({ saveId: place.saveId, savedBytes: 2, totalBytes: 3 })
    expect(readFileSync(target, 'utf8')).toBe('older')
    return filling('new')(place)
  })
  expect(await saved).toEqual(ok({ name: 'copy.bin', bytes: 3 }))
  expect(readFileSync(target, 'utf8')).toBe('new')
  expect(readdirSync(folder)).toEqual(['copy.bin'])
  const saving = { saveId: 1, name: 'copy.bin', isStopping: false }
  expect(told).toEqual([
    [{ ...saving, savedBytes: 0, totalBytes: null }],
    [{ ...saving, savedBytes: 2, totalBytes: 3 }],
    [],
  ])
})

it('leaves an older file as it was when nothing came of it', async () => {
  const { desk } = setUp()
  writeFileSync(target, 'older')
  const answer = await desk.save(target, async ({ file }) => {
    writeFileSync(file, 'half')
    return fail('unavailable', 'lab:5000 broke off.')
  })
  expect(answer).toEqual(fail('unavailable', 'lab:5000 broke off.'))
  expect(readFileSync(target, 'utf8')).toBe('older')
  expect(readdirSync(folder)).toEqual(['copy.bin'])
})

it('ends with a sentence, and without a half file, when the thread that fills it dies', async () => {
  const script = `
    import { parentPort } from 'node:worker_threads'
    import { writeFileSync } from 'node:fs'
    parentPort.on('message', (message) => {
      if (message.kind === 'stop') process.exit(0)
      writeFileSync(message.input.file, 'half')
      throw new Error('a bug in the middle of it')
    })`
  const thread = superviseThread({
    name: 'sources',
    entry: new URL(`data:text/javascript,${encodeURIComponent(script)}`),
    workerData: null,
    clock: systemClock,
    log: () => {},
    onStatus: () => {},
    onStart: () => {},
  })
  onTestFinished(async () => thread.dispose())
  const { desk } = setUp()
  let half = ''
  const answer = await desk.save(target, (place) => {
    half = place.file
    return thread.call('saveArtifact', place) as Promise<Result<{ bytes: number }>>
  })
  expect(answer).toMatchObject({
    ok: false,
    error: { message: 'That part of Sextant is starting again. Try once more in a moment.' },
  })
  expect(half).not.toBe('')
  expect(readdirSync(folder)).toEqual([])
  expect(desk.current()).toEqual([])
})

it('asks for a stop once it is wanted, and shows that it is under way', async () => {
  const { desk, stopped } = setUp()
  const filled = deferred<Result<{ bytes: number }>>()
  const saved = desk.save(target, () => filled.promise)
  desk.stop(1)
  desk.stop(99)
  expect(stopped).toEqual([1])
  expect(desk.current()).toMatchObject([{ saveId: 1, isStopping: true }])
  filled.resolve(fail('cancelled', 'Saving was stopped.'))
  expect(await saved).toMatchObject({ ok: false, error: { code: 'cancelled' } })
})

it('writes one copy at a time to one place', async () => {
  const { desk } = setUp()
  const filled = deferred<Result<{ bytes: number }>>()
  const first = desk.save(target, () => filled.promise)
  expect(await desk.save(target, filling('other'))).toMatchObject({ ok: false, error: { code: 'locked' } })
  expect(await desk.save(`${target}2`, filling('x'))).toMatchObject({ ok: true })
  filled.resolve(fail('timeout', 'Late.'))
  await first
  expect(await desk.save(target, filling('again'))).toMatchObject({ ok: true })
})

it('says that a folder cannot be written', async () => {
  const { desk } = setUp()
  const answer = await desk.save(join(folder, 'none', 'copy'), async () => ok({ bytes: 1 }))
  expect(answer).toMatchObject({ ok: false, error: { code: 'permission' } })
})

it('leaves no half file when the app ends, even if the thread does not hear', async () => {
  const { desk, stopped } = setUp()
  void desk.save(target, (place) => {
    writeFileSync(place.file, 'half')
    return new Promise(() => {})
  })
  expect(readdirSync(folder)).toHaveLength(1)
  await desk.dispose()
  expect(stopped).toEqual([1])
  expect(readdirSync(folder)).toEqual([])
  expect(existsSync(target)).toBe(false)
})
