import { describe, expect, it } from 'vitest'
import { lastPathPart, plainName, shortPath } from '../../../../renderer/format/paths'

describe('paths', () => {
  it('show the home folder as ~, and only that', () => {
    expect(shortPath('/Users/mara/code/mlruns')).toBe('~/code/mlruns')
    expect(shortPath('/Users/mara')).toBe('~')
    expect(shortPath('/Volumes/Backup/Users/mara')).toBe('/Volumes/Backup/Users/mara')
  })

  it('have a last part', () => {
    expect([lastPathPart('/a/b/'), lastPathPart('mlflow.db'), lastPathPart('/')]).toEqual([
      'b',
      'mlflow.db',
      '',
    ])
  })
})

it.each([
  ['räksmörgås 🦐 (1).txt', 'räksmörgås 🦐 (1).txt'],
  // Shown as it is, this would end in “exe.png”.
  ['\u202egnp.exe', '\ufffdgnp.exe'],
  ['two\nlines\t', 'two\ufffdlines\ufffd'],
])('shows the name %j as %j', (name, shown) => {
  expect(plainName(name)).toBe(shown)
})
