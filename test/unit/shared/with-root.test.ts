import { describe, expect, it } from 'vitest'
import { withRoot } from '../../../shared/with-root'

const settings = { roots: ['/repo'], excludedLocations: ['/repo/mlruns', '/repo/mlflow.db'] }

describe('a root that is added', () => {
  it('comes last, and is new', () => {
    expect(withRoot(settings, '/other', ['/other/a', '/other/b'])).toEqual({
      settings: { ...settings, roots: ['/repo', '/other'] },
      isNew: true,
    })
  })

  it('is there once, and not new when it was watched before', () => {
    expect(withRoot(settings, '/repo', ['/repo/a', '/repo/mlruns'])).toEqual({ settings, isNew: false })
  })

  it('brings back the one store at its place that was taken out before', () => {
    expect(withRoot(settings, '/repo/mlruns', ['/repo/mlruns'])).toEqual({
      settings: { roots: ['/repo', '/repo/mlruns'], excludedLocations: ['/repo/mlflow.db'] },
      isNew: true,
    })
    expect(withRoot(settings, '/repo', ['/repo/mlflow.db']).settings.excludedLocations).toEqual([
      '/repo/mlruns',
    ])
  })

  it('leaves several to the user, who is asked', () => {
    const { excludedLocations } = withRoot(settings, '/repo', settings.excludedLocations).settings
    expect(excludedLocations).toEqual(settings.excludedLocations)
  })
})
