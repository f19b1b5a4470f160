import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findInstalled, findOverride } from '../../../../main/launch/runtime-probes.mjs'

const executable = process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'launch-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

describe('findOverride', () => {
  it('finds nothing when no folder is named', () => {
    expect([findOverride(undefined), findOverride('')]).toEqual([null, null])
  })

  it('refuses a folder without Electron, rather than running another one', () => {
    expect(() => findOverride(folder)).toThrow(/^ELECTRON_OVERRIDE_DIST_PATH is .* holds no Electron/)
  })

  it('reads the version that Electron ships beside its executable', () => {
    write(executable, '')
    expect(findOverride(folder)?.version).toBe('unknown')
    write('version', 'v45.4.1\n')
    expect(findOverride(folder)).toEqual({ executable: join(folder, executable), version: '45.4.1' })
  })
})

describe('findInstalled', () => {
  beforeEach(() => {
    write('package.json', '{"version":"45.4.1"}')
    write('dist/version', '45.4.1')
    write(`dist/${executable}`, '')
    write('path.txt', executable)
  })

  it('finds what the installer of electron finished', () => {
    expect(findInstalled(folder)).toEqual({ executable: join(folder, 'dist', executable), version: '45.4.1' })
  })

  it.each(['path.txt', 'dist/version', `dist/${executable}`])(
    'takes a download without %s for torn',
    (name) => {
      rmSync(join(folder, name))
      expect(findInstalled(folder)).toBeNull()
    },
  )

  it('does not run the binary of an earlier version', () => {
    write('dist/version', '44.0.0')
    expect(findInstalled(folder)).toBeNull()
  })
})
