import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { HardwareState } from '../../shared/contract'
import { compileFakeSilicon } from '../support/fake-silicon.mjs'
import { expect, projectRoot, test, type Launched } from './support'

const hasCompiler = (() => {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
test.skip(!hasCompiler, 'without the compiler cc there are no faked system libraries')

const shape = join(projectRoot, 'test/fixtures/silicon/shapes/m4.shape')

function hardwareOf({ app }: Launched): Promise<HardwareState> {
  return app.evaluate(
    () => (globalThis as unknown as { __e2e: { hardware: () => HardwareState } }).__e2e.hardware() as never,
  )
}

test('reads a Mac’s sensors by the native code, in a thread of the real Electron', async ({
  folder,
  start,
}) => {
  const library = join(folder, 'libfake.so')
  compileFakeSilicon(library)
  const launched = await start({ env: { APP_MAC_LIBRARY: library, FAKE_SHAPE: shape } })
  await expect
    .poll(async () => (await hardwareOf(launched)).sample?.power.cpuWatts.value ?? null, { timeout: 15_000 })
    .toBeCloseTo(2.174, 1)
  const { machine, sample } = await hardwareOf(launched)
  expect(machine?.chipName.value).toBe('Apple M4')
  expect(sample?.origin).toBe('measured')
  expect(sample?.gpu.utilizationRatio.value).toBeCloseTo(0.5, 2)
  expect(sample?.ane.activityRatio).toMatchObject({ class: 'estimated' })
  expect(sample?.cpu.clusters.map(({ id }) => id).toSorted()).toEqual(['E0', 'P0'])
})

test('leaves private interfaces alone after it was ended twice while sampling, and says so', async ({
  folder,
  start,
}) => {
  const library = join(folder, 'libfake.so')
  compileFakeSilicon(library)
  const env = { APP_MAC_LIBRARY: library, FAKE_SHAPE: shape }
  for (let crash = 0; crash < 2; crash += 1) {
    const launched = await start({ env })
    await expect.poll(async () => (await hardwareOf(launched)).sample !== null).toBe(true)
    const process = launched.app.process()
    const ended = new Promise((resolve) => process.once('exit', resolve))
    process.kill('SIGKILL')
    await ended
  }
  const launched = await start({ env })
  await expect
    .poll(async () => (await hardwareOf(launched)).sample?.gpu.utilizationRatio.value ?? null)
    .toBeCloseTo(0.17, 2)
  await expect
    .poll(async () => (await hardwareOf(launched)).sample?.power.cpuWatts.reason ?? '')
    .toContain('crashed twice')
  const { notices, sample } = await hardwareOf(launched)
  expect(notices.join(' ')).toContain('ended unexpectedly twice')
  expect(sample?.power.cpuWatts.value).toBeNull()
})
