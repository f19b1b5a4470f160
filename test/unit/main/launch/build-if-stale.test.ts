import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildIfStale, isStale, newestChange, stampFile } from '../../../../main/launch/build-if-stale.mjs'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'launch-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** Sets the times of a file and of the folders above it, in seconds. */
function write(name: string, seconds: number) {
  const file = join(root, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  for (let path = file; path !== root; path = dirname(path)) utimesSync(path, seconds, seconds)
}

describe('isStale', () => {
  it.each([
    ['never built', null, 10, true],
    ['built after the last change', 20, 10, false],
    ['changed after the build began', 20, 30, true],
    ['changed in the millisecond in which the build began', 20, 20, true],
  ])('%s', (_name, builtAt, newestSourceAt, expected) => {
    expect(isStale({ builtAt, newestSourceAt })).toBe(expected)
  })
})

describe('newestChange', () => {
  it('looks through folders and single files', async () => {
    write('main/engine/a.ts', 100)
    write('package.json', 200)
    expect(await newestChange(root, ['main', 'package.json', 'absent'])).toBe(200_000)
  })

  it('ignores what is no part of the build, and hidden files', async () => {
    write('main/launch/start.mjs', 300)
    write('main/.DS_Store', 300)
    write('main/a.ts', 100)
    expect(await newestChange(root, ['main'], ['main/launch'])).toBe(100_000)
  })

  it('sees a deleted file by the time of its folder', async () => {
    write('main/a.ts', 100)
    write('main/b.ts', 100)
    rmSync(join(root, 'main/b.ts'))
    expect(await newestChange(root, ['main'])).toBeGreaterThan(100_000)
  })
})

describe('buildIfStale', () => {
  const builds: string[] = []
  const build = async () => {
    builds.push('build')
    write('out/main/index.js', 200)
    writeFileSync(stampFile(root), '200000')
  }
  const run = () => buildIfStale({ root, log: () => undefined, build })

  beforeEach(() => {
    builds.length = 0
    write('main/index.ts', 100)
  })

  it('builds once, and again only after a change', async () => {
    expect([await run(), await run()]).toEqual([true, false])
    write('main/index.ts', 300)
    expect(await run()).toBe(true)
  })

  it('builds when the output was deleted but the stamp was not', async () => {
    await run()
    rmSync(join(root, 'out/main'), { recursive: true })
    expect(await run()).toBe(true)
  })

  it('lets one of two that start together build', async () => {
    await Promise.all([run(), run()])
    expect(builds).toEqual(['build'])
  })
})
