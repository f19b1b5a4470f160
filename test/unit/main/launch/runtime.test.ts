import { describe, expect, it } from 'vitest'
import { findRuntime, lacksNodeApi10, type RuntimeOrigin } from '../../../../main/launch/runtime.mjs'

const origins: readonly RuntimeOrigin[] = ['override', 'installed', 'downloaded', 'fallback']
const versions = { override: '45.4.1', installed: '45.4.1', downloaded: '45.4.1', fallback: '33.2.1' }

/** A machine on which some ways lead to an Electron; remembers which were tried. */
function machine(available: readonly RuntimeOrigin[]) {
  const tried: RuntimeOrigin[] = []
  const probe = (origin: RuntimeOrigin) => async () => {
    tried.push(origin)
    return available.includes(origin)
      ? { executable: `/${origin}/electron`, version: versions[origin] }
      : null
  }
  const probes = {
    override: probe('override'),
    installed: probe('installed'),
    downloaded: probe('downloaded'),
    fallback: probe('fallback'),
  }
  return { tried, probes }
}

const common = { root: '/app', log: () => undefined, ensureBinding: async () => '/cache/better_sqlite3.node' }

describe('findRuntime', () => {
  it.each(origins)('takes %s when nothing before it is there, and tries nothing after it', async (origin) => {
    const position = origins.indexOf(origin)
    const { probes, tried } = machine(origins.slice(position))
    const runtime = await findRuntime({ ...common, platform: 'linux', probes })
    expect({ origin: runtime.origin, executable: runtime.executable, tried }).toEqual({
      origin,
      executable: `/${origin}/electron`,
      tried: origins.slice(0, position + 1),
    })
  })

  it('says one sentence when there is no way', async () => {
    const { probes } = machine([])
    await expect(findRuntime({ ...common, platform: 'darwin', probes })).rejects.toThrow(
      /^No Electron can be had here/,
    )
  })

  it('gives the built SQLite binding to the fallback and nothing to a current Electron', async () => {
    const environmentOf = async (origin: RuntimeOrigin) =>
      (await findRuntime({ ...common, platform: 'linux', probes: machine([origin]).probes })).env
    expect(await environmentOf('fallback')).toEqual({ APP_SQLITE_BINDING: '/cache/better_sqlite3.node' })
    expect(await environmentOf('installed')).toEqual({})
  })

  it('gives the binding to an old Electron that was named by hand, too', async () => {
    const probes = {
      ...machine([]).probes,
      override: async () => ({ executable: '/old/electron', version: '33.2.1' }),
    }
    const { env } = await findRuntime({ ...common, platform: 'linux', probes })
    expect(env).toEqual({ APP_SQLITE_BINDING: '/cache/better_sqlite3.node' })
  })
})

describe('lacksNodeApi10', () => {
  it.each([
    ['33.2.1', true],
    ['34.5.8', true],
    ['35.0.0', false],
    ['45.4.1', false],
    ['unknown', false],
  ])('%s: %s', (version, expected) => {
    expect(lacksNodeApi10(version)).toBe(expected)
  })
})
