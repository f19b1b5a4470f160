import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDefines } from '../../../../main/launch/sqlite-binding.mjs'

const home = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'))

describe('parseDefines', () => {
  it('turns the words of defines.gypi into compiler flags', () => {
    const gypi =
      "# (DO NOT EDIT)\n{\n  'defines': [\n    'HAVE_USLEEP=1',\n    'SQLITE_SOUNDEX',\n    'SQLITE_X=-16000',\n  ],\n}"
    expect(parseDefines(gypi)).toEqual(['-DHAVE_USLEEP=1', '-DSQLITE_SOUNDEX', '-DSQLITE_X=-16000'])
  })

  it('reads what the installed better-sqlite3 ships', () => {
    const flags = parseDefines(readFileSync(join(home, 'deps', 'defines.gypi'), 'utf8'))
    expect(flags).toEqual(
      expect.arrayContaining(['-DSQLITE_ENABLE_COLUMN_METADATA', '-DSQLITE_THREADSAFE=2']),
    )
  })
})
