import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSettings } from '../../../../main/engine/settings-store'
import { defaultSettings } from '../../../../shared/model/settings'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sextant-test-'))
  path = join(folder, 'data', 'settings.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))
const open = () => openSettings(path, () => {})

describe('settings', () => {
  it('start with the defaults and survive a restart', async () => {
    const first = await open()
    expect(first.current()).toEqual(defaultSettings)
    first.update({ theme: 'dark' })
    first.update({ roots: ['/repo'] })
    await first.flush()
    expect((await open()).current()).toEqual({ ...defaultSettings, theme: 'dark', roots: ['/repo'] })
  })
  it('lose one bad value only, and keep keys of a newer version', async () => {
    const first = await open()
    first.update({ theme: 'light' })
    await first.flush()
    await writeFile(path, JSON.stringify({ theme: 'sepia', roots: ['/kept'], fromTheFuture: 7 }))
    const second = await open()
    expect(second.current()).toEqual({ ...defaultSettings, roots: ['/kept'] })
    second.update({ theme: 'dark' })
    await second.flush()
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ theme: 'dark', fromTheFuture: 7 })
  })
  it('come from the backup when the file is torn, and the torn file is kept', async () => {
    const first = await open()
    first.update({ roots: ['/one'] })
    await first.flush()
    first.update({ roots: ['/two'] })
    await first.flush()
    await writeFile(path, '{"roots": ["/tw')
    expect((await open()).current().roots).toEqual(['/one'])
    expect(await readFile(`${path}.unreadable`, 'utf8')).toBe('{"roots": ["/tw')
  })
  it('that cannot be read are never overwritten, and the user is told where they are', async () => {
    const whole = await open()
    whole.update({ roots: ['/one'] })
    await whole.flush()
    expect(whole.notice).toBeNull()
    for (const [count, text] of ['{"torn', '[]', '\0\0\0'].entries()) {
      await writeFile(path, text)
      const { notice } = await open()
      const aside = `${path}.unreadable${count === 0 ? '' : `-${count + 1}`}`
      expect(notice).toBe(
        `Your settings could not be read, so Sextant begins with new ones. What was there is kept as ${aside}.`,
      )
      expect(await readFile(aside, 'utf8')).toBe(text)
    }
    await rm(path, { force: true })
    await mkdir(path)
    const third = await open()
    expect(third.notice).toContain('.unreadable-4.')
    third.update({ roots: ['/two'] })
    await third.flush()
    expect((await open()).current().roots).toEqual(['/two'])
  })
  it('that cannot be saved say so, until they can', async () => {
    await writeFile(join(folder, 'data'), '')
    const store = await open()
    const told: (string | null)[] = []
    store.onTrouble((sentence) => told.push(sentence))
    store.update({ theme: 'dark' })
    store.update({ theme: 'light' })
    await store.flush()
    await rm(join(folder, 'data'))
    store.update({ theme: 'dark' })
    await store.flush()
    expect(told).toEqual([
      `Your settings cannot be saved: ${join(folder, 'data')} is no folder: a file lies there. Move that file elsewhere, or they are lost when Sextant ends.`,
      null,
    ])
    expect((await open()).current().theme).toBe('dark')
  })
  it('tell listeners of every change', async () => {
    const store = await open()
    const themes: string[] = []
    const stop = store.onChange((settings) => themes.push(settings.theme))
    store.update({ theme: 'dark' })
    stop()
    store.update({ theme: 'light' })
    await store.flush()
    expect(themes).toEqual(['dark'])
  })
})
