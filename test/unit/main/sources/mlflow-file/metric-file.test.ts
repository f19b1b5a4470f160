import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeptPoints } from '../../../../../main/sources/mlflow-file/kept-points'
import { readMetric, tailMetric } from '../../../../../main/sources/mlflow-file/metric-file'
import { createPacer } from '../../../../../main/sources/pacer'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metric-file-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => `1700000000000 ${(from + at) / 8} ${from + at}\n`).join('')

/** A pacer whose every look at the clock is one ms after the last, and which counts the rests. */
function pacerOf(signal = new AbortController().signal) {
  let [now, rests] = [0, 0]
  const services = {
    now: () => ++now,
    breathe: () => {
      rests++
      return Promise.resolve()
    },
  }
  return { pacer: createPacer(services, signal), rests: () => rests }
}

const kept = createKeptPoints(() => 0)

describe('a long metric file', () => {
  const count = 100_000

  it.each(['read', 'followed'])('is %s in turns, and gives what one turn would', async (how) => {
    const path = join(folder, 'loss')
    // 2.6 MB: 40 times what is read at once, and a stretch is over after 15 looks at the clock.
    writeFileSync(path, `${lines(0, count)}odd\n${lines(5, 1)}1700`)
    const { pacer, rests } = pacerOf()
    const reading =
      how === 'read' ? readMetric(folder, 'loss', kept, pacer) : tailMetric(path, undefined, pacer)
    expect(reading).toBeInstanceOf(Promise)
    const tail = await reading
    expect(tail).toMatchObject({ latest: { step: count - 1, value: (count - 1) / 8 }, malformedLines: 1 })
    expect(rests()).toBeGreaterThanOrEqual(2)
  })

  it('is read on from where it ended, at once when little was added', async () => {
    const path = join(folder, 'loss')
    writeFileSync(path, lines(0, count))
    const { pacer } = pacerOf()
    const first = await tailMetric(path, undefined, pacer)
    appendFileSync(path, lines(count, 3))
    const more = tailMetric(path, first ?? undefined, pacer)
    expect(more).toMatchObject({ latest: { step: count + 2 } })
    appendFileSync(path, lines(count + 3, count))
    const most = await tailMetric(path, (await more) ?? undefined, pacer)
    expect(most).toMatchObject({ latest: { step: 2 * count + 2 } })
  })

  it('is left when nobody waits for it any more', async () => {
    writeFileSync(join(folder, 'loss'), lines(0, count))
    const stop = new AbortController()
    const { pacer } = pacerOf(stop.signal)
    const reading = readMetric(folder, 'loss', kept, pacer)
    stop.abort(new Error('called off'))
    await expect(reading).rejects.toThrow('called off')
  })
})
