import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheEntry } from '../../../../main/launch/cache-entry.mjs'

let cache = ''
let made = 0

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'launch-'))
  made = 0
})
afterEach(() => rmSync(cache, { recursive: true }))

const make = async (temporary: string) => {
  made++
  writeFileSync(join(temporary, 'version'), '1')
}
const entry = (work = make) => cacheEntry({ folder: join(cache, 'thing'), log: () => undefined, make: work })

/** The id of a process that has certainly ended. */
const deadProcess = () => spawnSync(process.execPath, ['--version']).pid

describe('cacheEntry', () => {
  it('makes a folder once and leaves nothing else behind', async () => {
    await entry()
    await entry()
    expect({ made, names: readdirSync(cache) }).toEqual({ made: 1, names: ['thing'] })
  })

  it('makes it once for two that ask together', async () => {
    await Promise.all([entry(), entry()])
    expect({ made, text: readFileSync(join(cache, 'thing', 'version'), 'utf8') }).toEqual({
      made: 1,
      text: '1',
    })
  })

  it('leaves nothing after a failure, so that the next attempt is a whole one', async () => {
    const tear = async (temporary: string) => {
      writeFileSync(join(temporary, 'half'), '')
      throw new Error('no network')
    }
    await expect(entry(tear)).rejects.toThrow('no network')
    expect(readdirSync(cache)).toEqual([])
    await entry()
    expect(readdirSync(join(cache, 'thing'))).toEqual(['version'])
  })

  it('takes over from a process that was killed in the middle', async () => {
    const dead = deadProcess()
    writeFileSync(join(cache, 'thing.lock'), String(dead))
    mkdirSync(join(cache, `thing.making-${dead}-abcdef`))
    await entry()
    expect(readdirSync(cache)).toEqual(['thing'])
  })

  it('leaves the work of a living process alone', async () => {
    mkdirSync(join(cache, `thing.making-${process.pid}-abcdef`))
    await entry()
    expect(existsSync(join(cache, `thing.making-${process.pid}-abcdef`))).toBe(true)
  })
})
