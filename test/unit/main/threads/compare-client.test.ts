import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { createTableComparer } from '../../../../main/threads/compare-client'
import { systemClock } from '../../../../shared/clock'
import { createFakeClock } from '../../../support/fake-clock'

const folder = mkdtempSync(join(tmpdir(), 'compare-thread-'))
afterAll(() => rmSync(folder, { recursive: true }))
const paths = { reference: '/a.csv', current: '/b.csv' }

/** A thread of the built app's name that does this; the entry itself needs no test, it is one call. */
function entriesWith(name: string, script: string): URL {
  const home = mkdtempSync(join(folder, name))
  writeFileSync(join(home, 'package.json'), '{"type": "module"}')
  const ports = "import { parentPort, workerData } from 'node:worker_threads'\n"
  writeFileSync(join(home, 'compare.thread.js'), ports + script)
  return pathToFileURL(home + sep)
}

describe('the comparison in a thread of its own', () => {
  it('hands both paths over, and the answer back', async () => {
    const entries = entriesWith('echo', 'parentPort.postMessage({ ok: true, value: workerData })')
    expect(await createTableComparer(entries, systemClock).compare(paths)).toEqual({ ok: true, value: paths })
  })

  it('leaves this thread free while it works', async () => {
    const entries = entriesWith(
      'busy',
      "const end = Date.now() + 300; while (Date.now() < end); parentPort.postMessage({ ok: true, value: 'done' })",
    )
    let turns = 0
    const ticking = setInterval(() => turns++, 5)
    await createTableComparer(entries, systemClock).compare(paths)
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(5)
  })

  it('calls a comparison off for a newer one, and at the end', async () => {
    const comparer = createTableComparer(entriesWith('endless', 'setInterval(() => {}, 1000)'), systemClock)
    const first = comparer.compare(paths)
    const second = comparer.compare(paths)
    expect(await first).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    void comparer.dispose()
    expect(await second).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  it('gives up after two minutes, and says what to do', async () => {
    const clock = createFakeClock()
    const comparing = createTableComparer(entriesWith('slow', 'setInterval(() => {}, 1000)'), clock).compare(
      paths,
    )
    clock.advance(120_000)
    expect(await comparing).toMatchObject({
      ok: false,
      error: { code: 'timeout', message: expect.stringContaining('Compare a sample') as string },
    })
  })

  it('turns a crash into a sentence', async () => {
    const entries = entriesWith('crash', "throw new Error('lost')")
    expect(await createTableComparer(entries, systemClock).compare(paths)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    })
  })
})
