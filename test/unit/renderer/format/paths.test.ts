import { describe, expect, it } from 'vitest'
import { lastPathPart, shortPath } from '../../../../renderer/format/paths'

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
