import { expect, it } from 'vitest'

const components = import.meta.glob<{ default: unknown }>('../../../renderer/**/*.vue')

// What the compiler lifts out of a component, such as a prop's default, runs while the window's script is loaded: one that
// throws leaves the window empty, and neither types nor lint know of it.
it('every component can be loaded', async () => {
  const failures: string[] = []
  for (const [path, load] of Object.entries(components)) {
    await load().catch((thrown: unknown) => failures.push(`${path}: ${String(thrown)}`))
  }
  expect(Object.keys(components).length).toBeGreaterThan(150)
  expect(failures).toEqual([])
}, 60_000)
